namespace Lab.Benchmarks;

/// <summary>Four numbers and a class of three, made from the index.</summary>
internal sealed class Rows(int count) : Dataset<int>
{
    public override int Count => count;

    public override int this[int index] => index;
}

/// <summary>Copies a row into its batch: the least that a collator can do.</summary>
internal sealed class RowCollator : Collator<int, Tensor, Tensor>
{
    private readonly Field<float> _values;
    private readonly Field<long> _label;

    public RowCollator()
    {
        _values = AddField<float>("values", 4);
        _label = AddField<long>("label");
    }

    public override void Write(int sample, SampleWriter writer)
    {
        var values = writer.Get(_values);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ((sample * (i + 3)) % 17 / 8f) - 1;
        }

        writer.Set(_label, sample % 3);
    }

    public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_values);

    public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_label);
}
