using MaskClassification.Data;

namespace MaskClassification.Tests.Data;

public sealed class PersonFolderTests
{
    [Test]
    public void A_name_gives_id_gender_race_and_age_and_back()
    {
        Assert.That(PersonFolder.TryParse("000034_male_Indian_50", out var folder, out var problem), Is.True);
        Assert.That(folder, Is.EqualTo(new PersonFolder("000034", Gender.Male, "Indian", 50)));
        Assert.That(problem, Is.Null);
        Assert.That(folder!.Name, Is.EqualTo("000034_male_Indian_50"));
    }

    [TestCase("", "four parts")]
    [TestCase("000034", "four parts")]
    [TestCase("000034_male_50", "four parts")]
    [TestCase("000034_male_Indian_50_1", "four parts")]
    [TestCase("_male_Indian_50", "four parts")]
    [TestCase("000034_man_Indian_50", "'man'")]
    [TestCase("000034_Male_Indian_50", "'Male'")]
    [TestCase("000034_male_Indian_fifty", "'fifty'")]
    [TestCase("000034_male_Indian_-5", "'-5'")]
    [TestCase("000034_male_Indian_ 50", "' 50'")]
    [TestCase("000034_male_Indian_121", "'121'")]
    [TestCase("000034_male_Indian_99999999999", "'99999999999'")]
    public void A_malformed_name_says_what_is_wrong(string name, string expected)
    {
        Assert.That(PersonFolder.TryParse(name, out var folder, out var problem), Is.False);
        Assert.That(folder, Is.Null);
        Assert.That(problem, Does.Contain(expected));
    }
}
