namespace Lab.Weights;

/// <summary>A file's weights do not fit a module. The message says what most likely is wrong, then the first entries of each kind.</summary>
internal sealed class UnfitWeightsException(string message) : LabException(message);
