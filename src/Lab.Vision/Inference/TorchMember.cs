using System.Runtime.InteropServices;
using Lab.Inference;
using Lab.Native;

namespace Lab.Vision;

/// <summary>A model that torch computes.</summary>
internal sealed class TorchMember : PredictorMember
{
    private readonly InferenceModel _model;
    private readonly Device _device;

    /// <summary>Moves the model to its device and lays its weights out as inference likes them.</summary>
    public TorchMember(InferenceModel model, ModelCard card, Device device)
        : base(card)
    {
        (_model, _device) = (model, device);
        model.Module.eval();
        model.Module.to(device);
        MemoryFormats.UseChannelsLast(model.Module);
    }

    public override bool UsesTorch => true;

    public override void Compute(ImageBatch images, LogitsReader read)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var bytes = torch.empty(images.Shape, torch.ScalarType.Byte);
        images.CopyTo(bytes.bytes);
        var input = MemoryFormats.ToChannelsLast(images.Preprocessing.Normalization.Apply(bytes.to(_device)));
        var logits = _model.Forward(input);
        for (var head = 0; head < logits.Count; head++)
        {
            read(head, MemoryMarshal.Cast<byte, float>(logits[head].to(torch.ScalarType.Float32).cpu().contiguous().bytes));
        }
    }

    public override void Dispose() => _model.Dispose();
}
