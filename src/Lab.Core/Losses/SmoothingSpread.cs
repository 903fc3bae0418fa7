namespace Lab.Losses;

/// <summary>Which classes share the mass that label smoothing takes from the target.</summary>
public enum SmoothingSpread
{
    /// <summary>All classes, the target too (Szegedy et al. 2016), as PyTorch does.</summary>
    AllClasses,

    /// <summary>The classes other than the target, which keeps exactly 1 - smoothing.</summary>
    OtherClasses,
}
