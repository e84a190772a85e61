"""Would work; the spec beside it does not."""

print("the pipeline should not have come this far")
