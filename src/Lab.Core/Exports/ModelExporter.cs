namespace Lab;

/// <summary>Writes trained models as files of one format, for the verb <c>export</c>; <c>.Exporter&lt;T&gt;(format)</c> adds it to an experiment.</summary>
/// <remarks>Built from the services, once per export: constructors may ask for option classes, as those of hooks do.</remarks>
public abstract class ModelExporter
{
    /// <summary>The end of the names of its files, with the dot, such as <c>.onnx</c>.</summary>
    public abstract string Extension { get; }

    /// <summary>Writes the file. Write aside, and give it its name once it is whole.</summary>
    /// <param name="export">The model, and where to.</param>
    /// <param name="cancellation">Ends the export with an <see cref="OperationCanceledException"/> and without a file.</param>
    /// <returns>What to tell the user of the file, in lines: what it takes, what it gives, what was checked.</returns>
    /// <exception cref="LabException">The model cannot be written in this format; the message says what to do.</exception>
    public abstract IReadOnlyList<string> Export(ModelExport export, CancellationToken cancellation);
}
