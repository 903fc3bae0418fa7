using System.ComponentModel;
using System.Globalization;

namespace Lab;

// Options of a type that names its unit are written as plain numbers: --epochs 20.
internal abstract class CountConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        int.TryParse((string)value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Make(count)
            : throw new FormatException($"'{value}' is no whole number of {Unit} from 0 to {int.MaxValue}.");

    protected abstract string Unit { get; }

    protected abstract object Make(int count);
}

internal sealed class EpochCountConverter : CountConverter
{
    protected override string Unit => "epochs";

    protected override object Make(int count) => new EpochCount(count);
}

internal sealed class StepCountConverter : CountConverter
{
    protected override string Unit => "optimizer steps";

    protected override object Make(int count) => new StepCount(count);
}

internal sealed class BatchCountConverter : CountConverter
{
    protected override string Unit => "batches";

    protected override object Make(int count) => new BatchCount(count);
}

internal sealed class SampleCountConverter : CountConverter
{
    protected override string Unit => "samples";

    protected override object Make(int count) => new SampleCount(count);
}
