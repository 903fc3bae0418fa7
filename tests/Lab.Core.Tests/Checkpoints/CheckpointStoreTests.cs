using System.Text.Json.Nodes;
using Lab.Checkpoints;
using static TorchSharp.torch;

namespace Lab.Tests.Checkpoints;

public sealed class CheckpointStoreTests
{
    private string _folder = null!;
    private CheckpointStore _store = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("lab-checkpoints-").FullName;
        _store = new CheckpointStore(_folder);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private Checkpoint Write(long step, params string[] marks)
    {
        using var scope = NewDisposeScope();
        var weight = full([3], (double)step);
        return _store.Write(new CheckpointContent(new Position(1, 2, step), [new("w", weight)], [], new JsonObject { ["n"] = step }), marks);
    }

    [Test]
    public void The_newest_is_the_one_with_the_most_steps()
    {
        Write(9);
        Write(100);
        Write(20);

        Assert.That(_store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(100));
        Assert.That(passedOver, Is.Empty);
    }

    [TestCase("model.safetensors")]
    [TestCase("optimizer.safetensors")]
    [TestCase("state.json")]
    public void A_flipped_bit_in_any_file_sends_resume_to_the_one_before_and_says_so(string file)
    {
        Write(1);
        var damaged = Path.Combine(Write(2).Folder, file);
        var bytes = File.ReadAllBytes(damaged);
        bytes[^1] ^= 1;
        File.WriteAllBytes(damaged, bytes);

        Assert.That(_store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(1));
        Assert.That(passedOver, Has.One.Contains(damaged));
    }

    [Test]
    public void A_missing_or_cut_manifest_is_no_checkpoint()
    {
        Write(1);
        File.Delete(Path.Combine(Write(2).Folder, "manifest.json"));
        var cut = Path.Combine(Write(3).Folder, "manifest.json");
        File.WriteAllText(cut, File.ReadAllText(cut)[..10]);

        Assert.That(_store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(1));
        Assert.That(passedOver, Has.Count.EqualTo(2));
    }

    [Test]
    public void What_a_killed_process_left_aside_is_neither_found_nor_kept()
    {
        Write(1);
        Directory.CreateDirectory(Path.Combine(_folder, ".epoch-0001-step-00000009.77"));

        Assert.That(_store.FindNewest(out _)!.Position.Step, Is.EqualTo(1));
        Write(2);
        Assert.That(Directory.GetDirectories(_folder, ".*"), Is.Empty);
    }

    [Test]
    public void A_kill_while_a_position_is_written_again_leaves_its_old_state()
    {
        var written = Write(5);
        Directory.Move(written.Folder, Path.Combine(_folder, $".{written.Name}.77.old"));
        Directory.CreateDirectory(Path.Combine(_folder, $".{written.Name}.77"));

        Assert.That(_store.FindNewest(out _)!.Folder, Is.EqualTo(written.Folder));
        Assert.That(Directory.GetDirectories(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void Damaged_marks_are_an_error_that_names_the_file()
    {
        Write(1, "best");
        File.WriteAllText(Path.Combine(_folder, "marks.json"), "{");

        Assert.That(() => _store.Open("best"), Throws.TypeOf<LabException>().With.Message.Contains("marks.json"));
    }

    [Test]
    public void Marks_move_and_names_open()
    {
        var first = Write(1, "best", "last");
        Write(2, "last");

        Assert.That(_store.Open("best").Position.Step, Is.EqualTo(1));
        Assert.That(_store.Open("last").Position.Step, Is.EqualTo(2));
        Assert.That(_store.Open(first.Name).Position.Step, Is.EqualTo(1));
        Assert.That(() => _store.Open("nothing"), Throws.TypeOf<LabException>().With.Message.Contains("nothing"));
    }

    [Test]
    public void Another_format_is_refused_by_its_number()
    {
        var manifest = Path.Combine(Write(1).Folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"format\": 1", "\"format\": 99"));

        Assert.That(_store.FindNewest(out var passedOver), Is.Null);
        Assert.That(passedOver, Has.One.Contains("format 99"));
    }

    [Test]
    public void Deleting_removes_one_and_leaves_the_others()
    {
        var first = Write(1);
        Write(2);
        _store.Delete(first.Name);

        Assert.That(Directory.Exists(first.Folder), Is.False);
        Assert.That(_store.FindNewest(out _)!.Position.Step, Is.EqualTo(2));
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "in the way");
        using var scope = NewDisposeScope();

        Assert.That(
            () => new CheckpointStore(file).Write(new CheckpointContent(default, [], [], []), []),
            Throws.TypeOf<LabException>().With.Message.Contains(file));
    }
}
