using Lab.Inference;
using Lab.Native;

namespace Lab.Vision;

/// <summary>A loaded model, ready to compute. Belongs to one thread at a time.</summary>
internal sealed class PredictorMember : IDisposable
{
    private readonly InferenceModel _model;
    private readonly Device _device;

    /// <summary>Moves the model to its device and lays its weights out as inference likes them.</summary>
    public PredictorMember(InferenceModel model, ModelCard card, Device device)
    {
        (_model, Card, _device) = (model, card, device);
        model.Module.eval();
        model.Module.to(device);
        MemoryFormats.UseChannelsLast(model.Module);
    }

    public ModelCard Card { get; }

    /// <summary>For each head, probabilities [N, labels], float32 on the CPU, contiguous, in the current dispose scope.</summary>
    /// <param name="images">Bytes [N, 3, height, width] on the CPU.</param>
    /// <param name="flips">Whether to average with the answers for the mirrored images.</param>
    public Tensor[] Probabilities(Tensor images, bool flips)
    {
        var input = Input(images);
        var plain = _model.Forward(input);
        if (!flips)
        {
            return [.. plain.Select(Finish)];
        }

        using Scalar half = 0.5.ToScalar();
        var mirrored = _model.Forward(MemoryFormats.ToChannelsLast(input.flip(3)));
        return [.. plain.Zip(mirrored, (one, other) => Finish(one).add_(Finish(other), Scalars.One).mul_(half))];
    }

    /// <summary>For each head, logits [N, labels], float32 on the CPU, contiguous, in the current dispose scope.</summary>
    public Tensor[] Logits(Tensor images) => [.. _model.Forward(Input(images)).Select(logits => logits.to(torch.ScalarType.Float32).cpu().contiguous())];

    public void Dispose() => _model.Dispose();

    private Tensor Input(Tensor images) => MemoryFormats.ToChannelsLast(Card.Preprocessing.Normalization.Apply(images.to(_device)));

    private static Tensor Finish(Tensor logits) => logits.softmax(1, torch.ScalarType.Float32).cpu().contiguous();
}
