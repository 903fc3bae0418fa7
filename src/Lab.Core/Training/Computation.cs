using Lab.Native;

namespace Lab.Training;

/// <summary>Calls a model in the precision and the memory format of a run. One for all of its passes.</summary>
internal sealed class Computation<TInput, TOutput>(Model<TInput, TOutput> model, Device device, TrainerOptions options)
{
    public Device Device => device;

    /// <summary>The scope in which model and loss run, or null where they compute as they are. The backward pass is for outside.</summary>
    public Autocast? Autocast() => options.Precision switch
    {
        Precision.BFloat16 => new Autocast(device.type, torch.ScalarType.BFloat16),
        Precision.Float16 => new Autocast(device.type, torch.ScalarType.Float16),
        _ => null,
    };

    /// <summary>The model's output, in float32 for losses, hooks and metrics that know nothing of 16-bit types.</summary>
    public TOutput Call(TInput input)
    {
        if (options.ChannelsLast && input is Tensor images && images.dim() == 4)
        {
            input = (TInput)(object)MemoryFormats.ToChannelsLast(images);
        }

        var output = model.call(input);
        return options.Precision == Precision.Float32 ? output : FullPrecision.Of(output);
    }
}
