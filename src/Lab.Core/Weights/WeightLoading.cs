namespace Lab.Weights;

/// <summary>How a file's entries find their places in a module. The default takes names and shapes as they are and refuses what does not fit.</summary>
public sealed record WeightLoading
{
    /// <summary>
    /// Whether a file that lacks an entry of the module, has one that the module lacks, or one of another shape is an error (the default). Otherwise what fits is
    /// loaded, the rest keeps its values, and the report says so.
    /// </summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>
    /// Takes only the file's entries whose names begin with this, and takes it off: "backbone." for one part of a saved model. Default: empty, for all.
    /// Prefixes of PyTorch's wrappers (<c>module.</c>, <c>_orig_mod.</c>) that all entries have and the module has not are taken off before that.
    /// </summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>The module's name by the file's, for files with other names; an entry that is left out of the result is passed over without a word. Default: the names as they are.</summary>
    public Func<IReadOnlyCollection<string>, IReadOnlyDictionary<string, string>>? Rename { get; init; }

    /// <summary>A weight that has another shape in the module (its name there, the file's value), made to fit; itself if there is no way. Default: no way.</summary>
    public Func<string, Tensor, Tensor>? Adapt { get; init; }

    /// <summary>The part that the file need not have or may have in another shape, such as a classifier of other classes. It then keeps the module's values. Default: none.</summary>
    public ReplaceablePart? Replaceable { get; init; }
}

/// <summary>A part of a module that keeps its own values, as a whole, where a file's do not fit.</summary>
/// <param name="Name">What a report calls it, such as "classifier".</param>
/// <param name="Holds">Whether it holds the entry of that name.</param>
public sealed record ReplaceablePart(string Name, Func<string, bool> Holds);
