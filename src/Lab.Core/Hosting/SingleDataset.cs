namespace Lab.Hosting;

internal sealed class SingleDataset<TSample>(Dataset<TSample> train) : DataModule<TSample>
{
    public override DataSplits<TSample> Open() => new() { Train = train };
}
