using Lab.Hosting;
using Microsoft.Extensions.Logging;

namespace Lab.Tests.Hosting;

public sealed class ConsoleLogTests
{
    [Test]
    public void A_line_is_written_when_the_call_returns_and_names_level_and_category_and_no_number_of_the_event()
    {
        using var output = new StringWriter();
        using var log = new ConsoleLog(output);
        var logger = log.CreateLogger("Cache");

        logger.Log(LogLevel.Warning, new EventId(1612513252, "Filled"), "full at 4 GiB", null, (text, _) => text);

        Assert.That(output.ToString(), Is.EqualTo($"warn: Cache: full at 4 GiB{Environment.NewLine}"));
    }

    [Test]
    public void An_exception_follows_with_its_stack()
    {
        using var output = new StringWriter();
        using var log = new ConsoleLog(output);

        log.CreateLogger("Cache").Log(LogLevel.Error, default, "lost", new InvalidOperationException("broken on purpose"), (text, _) => text);

        Assert.That(output.ToString(), Does.StartWith($"fail: Cache: lost{Environment.NewLine}").And.Contain("InvalidOperationException: broken on purpose"));
    }
}
