using Lab.Native;

namespace Lab.Tests.Native;

public sealed class SystemReportTests
{
    [Test]
    public void A_machine_that_runs_these_tests_is_reported_sound_with_everything_named()
    {
        var rows = SystemReport.Collect();

        Assert.That(rows.Where(row => !row.Ok), Is.Empty);
        Assert.That(rows.Select(row => row.Name), Is.SupersetOf(new[] { "system", "TorchSharp", "backend", "native library", "threads", "libtorch extras", "device cpu" }));
        Assert.That(rows.Single(row => row.Name == "device cpu").Value, Does.Contain("is right"));
        Assert.That(rows.Single(row => row.Name == "backend").Value, Does.Match(@"TorchSharp-c\w+\S* \d+\.\d+\.\d+").And.Contain("torch_cpu"));
        Assert.That(rows.Single(row => row.Name == "threads").Value, Does.StartWith($"{torch.get_num_threads()} within"));
        Assert.That(rows.Any(row => row.Name == "libstdc++"), Is.EqualTo(OperatingSystem.IsLinux()));
        Assert.That(rows.Any(row => row.Name == "load"), Is.EqualTo(OperatingSystem.IsLinux()));
    }

    [TestCase("0.107.0.0", true, false)]
    [TestCase("0.106.0.0", true, true)]
    [TestCase("0.107.0.0", false, true)]
    public void TorchSharp_0_107_on_Windows_is_named_with_what_mends_it(string version, bool windows, bool ok)
    {
        var row = SystemReport.TorchSharpRow(Version.Parse(version), windows);

        Assert.That(row.Ok, Is.EqualTo(ok));
        Assert.That(row.Value.Contains("use 0.106", StringComparison.Ordinal), Is.EqualTo(!ok));
    }

    [TestCase("7.81 9.37 8.55 5/164 26933", 2, true)]
    [TestCase("1.98 9.37 8.55 5/164 26933", 2, false)]
    [TestCase("4.10 9.37 8.55 5/164 26933", 4, true)]
    public void A_machine_that_is_busy_with_other_work_is_told_how_to_train_on_it(string line, int processors, bool busy)
    {
        var (value, ok) = SystemReport.Load(line, Times(processors), usable: 2);

        Assert.That(ok);
        Assert.That(value, Does.Contain($"of {processors} processors"));
        Assert.That(value.Contains("--torch-threads 1", StringComparison.Ordinal), Is.EqualTo(busy));
    }

    [Test]
    public void The_load_of_a_machine_is_not_that_of_a_container_on_it()
    {
        var (value, _) = SystemReport.Load("40.00 9.37 8.55 5/164 26933", Times(64), usable: 2);

        Assert.That(value, Is.EqualTo("40.0 of 64 processors wanted in the last minute by all that runs on the machine, of which this process may use 2"));
    }

    [Test]
    public void The_highest_symbol_version_is_compared_as_numbers()
    {
        var image = "\0GLIBCXX_3.4\0GLIBCXX_3.4.9\0GLIBCXX_3.4.30\0GLIBCXX_3.4.29\0GLIBCXX_DEBUG\0"u8.ToArray();

        Assert.That(StandardLibrary.HighestVersion(image), Is.EqualTo(new Version(3, 4, 30)));
        Assert.That(StandardLibrary.HighestVersion([]), Is.Null);
    }

    private static string[] Times(int processors) => ["cpu  1 2 3", .. Enumerable.Range(0, processors).Select(index => $"cpu{index} 1 2 3"), "intr 4"];
}
