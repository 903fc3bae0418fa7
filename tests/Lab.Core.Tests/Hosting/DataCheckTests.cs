using Lab.Tests.Training;

namespace Lab.Tests.Hosting;

[NonParallelizable]
public sealed class DataCheckTests
{
    [Test]
    public void A_look_at_the_data_may_refuse_a_run_before_it_begins()
    {
        var check = new Counting("the data is odd: use other data.");
        using var application = new ToyApplication { Configure = lab => lab.DataCheck(_ => check) };

        Assert.That(application.Invoke("train"), Is.EqualTo(2));
        Assert.That(application.Error, Does.Contain("the data is odd"));
        Assert.That(application.Runs, Is.Empty);
    }

    [Test]
    public void It_is_taken_once_per_run_and_not_again_when_the_run_goes_on()
    {
        var check = new Counting();
        using var application = new ToyApplication { Configure = lab => lab.DataCheck(_ => check) };
        Assert.That(application.Invoke("train", "--epochs", "1"), Is.Zero, application.Error);
        Assert.That(application.Invoke("train", "--resume", application.Run, "--epochs", "2"), Is.Zero, application.Error);
        Assert.That(application.Invoke("evaluate", "--run", application.Run), Is.Zero, application.Error);

        Assert.That(check.Times, Is.EqualTo(1));
    }

    private sealed class Counting(params string[] problems) : DataCheck<ToySample>
    {
        public int Times { get; private set; }

        public override IEnumerable<string> Problems(DataSplits<ToySample> data, CancellationToken cancellation)
        {
            Times++;
            Assert.That(data.Train!.Count, Is.EqualTo(30));
            return problems;
        }
    }
}
