using Lab.Options;

namespace Lab.Tests.Options;

public sealed class EnumTextTests
{
    [TestCase("bfloat16", Precision.BFloat16)]
    [TestCase("BF16", Precision.BFloat16)]
    [TestCase("BFloat16", Precision.BFloat16)]
    [TestCase("fp32", Precision.Float32)]
    [TestCase("float16", Precision.Float16)]
    public void A_value_is_read_by_its_name_and_its_alias_and_written_by_its_name(string text, Precision value)
    {
        var read = OptionText.Read(text, typeof(Precision));

        Assert.That(read, Is.EqualTo(value));
        Assert.That(OptionText.Write(read), Is.EqualTo(value.ToString().ToLowerInvariant()));
    }

    [Test]
    public void Other_text_is_refused_with_the_names_that_are_written() =>
        Assert.That(() => OptionText.Read("double", typeof(Precision)), Throws.TypeOf<FormatException>().With.Message.EqualTo("must be one of float32, bfloat16, float16."));

    [Test]
    public void Names_without_attributes_are_in_kebab_case() =>
        Assert.That(EnumText.Names(typeof(NonFinitePolicy)), Is.EqualTo(new[] { "stop", "skip-step", "continue" }));

    [Test]
    public void Every_value_of_every_enumeration_of_the_options_reads_back_what_it_writes() =>
        Assert.That(
            typeof(Precision).Assembly.GetTypes().Where(type => type.IsEnum && type.IsPublic).SelectMany(type => Enum.GetValues(type).Cast<Enum>()).Distinct(),
            Has.All.Matches<Enum>(value => Equals(value, OptionText.Read(OptionText.Write(value), value!.GetType()))));
}
