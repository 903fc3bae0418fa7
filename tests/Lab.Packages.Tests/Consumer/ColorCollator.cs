using Lab.Vision;

namespace Consumer;

internal sealed class ColorCollator : ImageCollator<ColorSample, Tensor>
{
    public const int Size = 8;

    private readonly Field<long> _class;

    public ColorCollator()
        : base(new ImagePipeline(new ImagePreprocessing(Size, Size))) => _class = AddField<long>("class");

    public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);

    protected override string PathOf(ColorSample sample) => sample.Path;

    protected override void WriteTarget(ColorSample sample, SampleWriter writer) => writer.Set(_class, sample.Class);
}
