using MaskClassification.Data;

namespace MaskClassification.Tests.Data;

public sealed class MaskLabelTests
{
    [Test]
    public void Every_joint_class_is_mask_times_6_plus_gender_times_3_plus_age()
    {
        var index = 0;
        for (var mask = 0; mask < 3; mask++)
        {
            for (var gender = 0; gender < 2; gender++)
            {
                for (var age = 0; age < 3; age++)
                {
                    var label = new MaskLabel((MaskWear)mask, (Gender)gender, (AgeBand)age);
                    Assert.That(label.Index, Is.EqualTo(index));
                    Assert.That(MaskLabel.FromIndex(index), Is.EqualTo(label));
                    index++;
                }
            }
        }

        Assert.That(index, Is.EqualTo(MaskLabel.Classes));
    }

    [TestCase(MaskWear.Worn, Gender.Male, AgeBand.Young, 0)]
    [TestCase(MaskWear.Worn, Gender.Female, AgeBand.Old, 5)]
    [TestCase(MaskWear.Wrong, Gender.Male, AgeBand.Middle, 7)]
    [TestCase(MaskWear.None, Gender.Female, AgeBand.Old, 17)]
    public void The_competitions_table_holds(MaskWear mask, Gender gender, AgeBand age, int expected) =>
        Assert.That(new MaskLabel(mask, gender, age).Index, Is.EqualTo(expected));

    [TestCase(-1)]
    [TestCase(18)]
    public void There_is_no_class_outside_0_to_17(int index) =>
        Assert.That(() => MaskLabel.FromIndex(index), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(0, AgeBand.Young)]
    [TestCase(29, AgeBand.Young)]
    [TestCase(30, AgeBand.Middle)]
    [TestCase(59, AgeBand.Middle)]
    [TestCase(60, AgeBand.Old)]
    [TestCase(120, AgeBand.Old)]
    public void Bands_begin_at_30_and_60(int age, AgeBand expected) => Assert.That(MaskLabel.BandOf(age), Is.EqualTo(expected));

    [Test]
    public void Class_names_are_18_different_ones()
    {
        Assert.That(MaskLabel.ClassNames, Has.Count.EqualTo(18).And.Unique);
        Assert.That(MaskLabel.ClassNames[10], Is.EqualTo("wrong female 30-59"));
    }
}
