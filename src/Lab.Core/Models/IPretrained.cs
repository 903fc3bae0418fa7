namespace Lab;

/// <summary>A module that may have begun with published weights. A run warns if its data is prepared in another way than theirs was.</summary>
public interface IPretrained
{
    /// <summary>How the inputs were prepared that the weights were trained on, or null while they are none of a known origin.</summary>
    IInputPreparation? TrainedOn { get; }
}
