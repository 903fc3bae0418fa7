namespace Lab.Vision;

/// <summary>
/// An operation that says where the pixels of its result come from. Neighbouring ones in a plan become a single resampling, so their number
/// costs neither time nor sharpness. The set is closed, because each must know how it combines with the others.
/// </summary>
public abstract record GeometricOperation : ImageOperation
{
    private protected GeometricOperation()
    {
    }

    /// <summary>Whether pixels get new values, and are not only moved.</summary>
    internal abstract bool Resamples { get; }

    /// <summary>
    /// Adds this operation behind those that <paramref name="map"/> already stands for. False, with the map unchanged, if the two together are
    /// no axis-aligned resampling: the map is then carried out first. One that can't be added to a new map is no axis-aligned operation at all.
    /// </summary>
    internal abstract bool TryAppendTo(ref SeparableMap map);

    /// <summary>Adds this operation behind those of a run with a warp in it. False, with the map unchanged, if the map must be carried out first.</summary>
    internal abstract bool TryAppendTo(WarpMap map);
}
