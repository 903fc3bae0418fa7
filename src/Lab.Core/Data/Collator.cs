namespace Lab;

/// <summary>
/// Turns samples into batches in two parts: <see cref="Write"/> fills plain bytes on the loader's threads (decode, augment), and
/// <see cref="ReadInput"/> and <see cref="ReadTarget"/> turn the finished bytes into what model and loss take, on the trainer's thread.
/// </summary>
/// <typeparam name="TSample">The data set's samples.</typeparam>
/// <typeparam name="TInput">What the model takes.</typeparam>
/// <typeparam name="TTarget">What the loss and the metrics compare with.</typeparam>
public abstract class Collator<TSample, TInput, TTarget>
{
    private readonly List<Field> _fields = [];

    /// <summary>How a sample becomes the model's input outside training; it is written into every file of the model's weights. Null (the default) for inputs of which there is nothing to say.</summary>
    public virtual IInputPreparation? Preparation => null;

    /// <summary>What a sample occupies in a batch.</summary>
    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>
    /// Fills the fields of one sample. Called from several threads at once: it may not touch tensors, and its only source of
    /// randomness is <see cref="SampleWriter.Random"/>.
    /// </summary>
    /// <exception cref="UnreadableSampleException">The sample cannot be read; the loader's policy decides what happens.</exception>
    public abstract void Write(TSample sample, SampleWriter writer);

    /// <summary>
    /// Called once per loader, before its first pass, on the thread that opens it: the place to make ready what <see cref="Write"/> can use, such as a cache.
    /// Batches must not depend on it.
    /// </summary>
    /// <param name="dataset">The samples that the loader reads.</param>
    /// <param name="phase">What the batches are for.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual void Prepare(Dataset<TSample> dataset, Phase phase, int threads, CancellationToken cancellation)
    {
    }

    /// <summary>The model's input, from the tensors of the fields.</summary>
    public abstract TInput ReadInput(BatchTensors batch);

    /// <summary>The targets, from the tensors of the fields.</summary>
    public abstract TTarget ReadTarget(BatchTensors batch);

    /// <summary>Declares a field; called in the constructor.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="shape">The shape of one sample, without the batch dimension; none for a single number.</param>
    protected Field<T> AddField<T>(string name, params long[] shape)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Any(size => size <= 0))
        {
            throw new ArgumentException($"Field '{name}' has the shape [{string.Join(", ", shape)}]: every size must be positive.", nameof(shape));
        }

        var field = new Field<T>(_fields.Count, name, [.. shape]);
        _fields.Add(field);
        return field;
    }
}
