using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>A classifier that published names put in a module of its own, "head.fc", behind a norm where the network has one there.</summary>
internal sealed class ClassifierHead : Module<Tensor, Tensor>, IOnnxModule
{
    private readonly LayerNorm? norm;
    private Linear? fc;

    public ClassifierHead(LayerNorm? norm, Linear? classifier)
        : base(nameof(ClassifierHead))
    {
        (this.norm, fc) = (norm, classifier);
        RegisterComponents();
    }

    /// <summary>The classifier, or null for none.</summary>
    public Linear? Classifier => fc;

    /// <summary>The vector that the classifier takes, from the pooled one.</summary>
    public override Tensor forward(Tensor input) => norm is null ? input.alias() : norm.call(input);

    /// <summary>Puts another classifier in the place of the old one.</summary>
    public void Replace(Linear? classifier)
    {
        if (fc is not null)
        {
            _internal_submodules.Remove(nameof(fc));
            fc.Dispose();
        }

        fc = classifier;
        if (classifier is not null)
        {
            register_module(nameof(fc), classifier);
        }
    }

    public OnnxValue EmitOnnx(OnnxValue input) => norm is null ? input : input.Through(norm);
}
