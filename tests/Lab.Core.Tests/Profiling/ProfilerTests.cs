using Lab.Profiling;
using Lab.Tests.Training;

namespace Lab.Tests.Profiling;

public sealed class ProfilerTests
{
    private sealed class Wrapper : OptimHook
    {
    }

    private sealed class Looker : BatchHook
    {
        public override void OnBatchEnd(BatchEnd batch, RunControl control)
        {
        }
    }

    [Test]
    public void What_lies_within_a_part_is_not_counted_for_it_again()
    {
        var profiler = new Profiler(synchronize: false);
        using (profiler.Measure("outer"))
        {
            using (profiler.Measure("middle"))
            {
                profiler.Add("inner", TimeSpan.FromHours(1));
            }
        }

        var parts = profiler.Report().Sections.ToDictionary(section => section.Name, section => section.Total);
        Assert.That(parts["inner"], Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(parts["middle"] + parts["outer"], Is.LessThan(TimeSpan.FromHours(1)));
    }

    [Test]
    public void A_part_that_throws_is_counted_and_closed()
    {
        var profiler = new Profiler(synchronize: false);
        Assert.Throws<InvalidOperationException>(() =>
        {
            using var timing = profiler.Measure("part");
            throw new InvalidOperationException();
        });

        Assert.That(profiler.Report().Sections.Single(section => section.Name == "part").Calls, Is.EqualTo(1));
    }

    [Test]
    public void A_profiled_run_has_the_same_weights_and_says_where_its_time_went()
    {
        var plain = Fit(profile: false, out var none);
        var profiled = Fit(profile: true, out var profile);

        Assert.That(profiled, Is.EqualTo(plain));
        Assert.That(none, Is.Null);
        var calls = profile!.Sections.ToDictionary(section => section.Name, section => section.Calls);

        // Two epochs of 7 batches and a validation of 3; the loader is asked once more than it has batches.
        Assert.That(calls["transfer"], Is.EqualTo(16));
        foreach (var part in new[] { "data wait", "forward", "loss", "backward", "optimizer step", "gradients dropped", "metrics", "hook Wrapper.Loss", "hook Wrapper.Backward", "hook Wrapper.Step" })
        {
            Assert.That(calls[part], Is.EqualTo(14), part);
        }

        Assert.That(calls["hook Looker.OnBatchEnd"], Is.EqualTo(20));
        Assert.That(calls["validation"], Is.EqualTo(2));
        Assert.That(calls["sanity validation"], Is.EqualTo(1));
        Assert.That(calls["checkpoint"], Is.EqualTo(1));
    }

    [Test]
    public void The_parts_add_up_to_the_whole()
    {
        Fit(profile: true, out var profile);

        Assert.That(profile!.Sections.Sum(section => section.Total.TotalSeconds), Is.EqualTo(profile.Duration.TotalSeconds).Within(1e-3));
        Assert.That(profile.Sections.Sum(section => section.Share), Is.EqualTo(1).Within(1e-3));
        Assert.That(profile.Sections[^1].Name, Is.EqualTo("rest"));
        Assert.That(profile.Sections.SkipLast(1).Select(section => section.Total), Is.Ordered.Descending);
        Assert.That(profile.ToString(), Does.Contain("share").And.Contains("p95").And.Contains("optimizer step"));
    }

    private static string Fit(bool profile, out RunProfile? report)
    {
        var folder = Directory.CreateTempSubdirectory("lab-profile-").FullName;
        try
        {
            using var run = new ToyRun(new TrainerOptions { Epochs = 2.Epochs(), Profile = profile }, [new Wrapper(), new Looker()], folder: folder);
            report = run.Fit().Profile;
            return run.WeightHash();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
