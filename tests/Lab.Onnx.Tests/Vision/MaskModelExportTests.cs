using Lab.Onnx.Tests.Support;
using MaskClassification.Models;

namespace Lab.Onnx.Tests.Vision;

/// <summary>A user's models with several outputs over a backbone.</summary>
public sealed class MaskModelExportTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void Every_member_of_the_models_output_is_one_of_the_file(bool heads)
    {
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        Model<Tensor, MaskLogits> created = heads ? new HeadsMaskModel(new MaskModelOptions { Dropout = 0.5 }) : new JointMaskModel(new MaskModelOptions());
        OnnxExporter.Export(created, folder["model.onnx"], OnnxInput.Floats("images", 3, 64, 48));
        using var model = Randomized.Weights(created);
        OnnxExporter.Export(model, folder["model.onnx"], OnnxInput.Floats("images", 3, 64, 48));
        using var runtime = new Runtime(folder["model.onnx"]);
        model.eval();
        foreach (var batch in new[] { 1, 3 })
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            var images = torch.randn(batch, 3, 64, 48);
            var found = runtime.Run(images);
            var wanted = model.call(images);
            Agreement.Check(found["joint"], wanted.Joint, "joint");
            Agreement.Check(found["mask"], wanted.Mask, "mask");
            Agreement.Check(found["gender"], wanted.Gender, "gender");
            Agreement.Check(found["age"], wanted.Age, "age");
        }
    }
}
