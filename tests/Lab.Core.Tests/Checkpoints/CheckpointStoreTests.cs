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
        return _store.Write(ContentOf(step, weight), marks);
    }

    private static CheckpointContent ContentOf(long step, Tensor weight) => new(
        new Position(1, 2, step), new JsonObject { ["n"] = step }, new TensorFile("model.safetensors", [new("w", weight)]), new TensorFile("optimizer.safetensors", [new("w/step", weight)]));

    [Test]
    public void The_newest_is_the_one_with_the_most_steps()
    {
        Write(9);
        Write(100);
        Write(20);

        Assert.That(_store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(100));
        Assert.That(passedOver, Is.Empty);
    }

    /// <summary>What may happen to a file of a checkpoint.</summary>
    public enum Damage
    {
        BitFlippedAtTheStart,
        BitFlippedAtTheEnd,
        CutInTheMiddle,
        Emptied,
        Removed,
        FolderInItsPlace,
    }

    private static void Do(Damage damage, string path)
    {
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        switch (damage)
        {
            case Damage.BitFlippedAtTheStart:
                bytes[0] ^= 1;
                break;
            case Damage.BitFlippedAtTheEnd:
                bytes[^1] ^= 1;
                break;
            case Damage.CutInTheMiddle:
                bytes = bytes[..(bytes.Length / 2)];
                break;
            case Damage.Emptied:
                bytes = [];
                break;
            case Damage.Removed:
                return;
            case Damage.FolderInItsPlace:
                Directory.CreateDirectory(path);
                return;
        }

        File.WriteAllBytes(path, bytes);
    }

    [Test]
    public void Damage_to_any_file_sends_resume_to_the_one_before_and_says_so(
        [Values("model.safetensors", "optimizer.safetensors", "state.json", "manifest.json")] string file, [Values] Damage damage)
    {
        Write(1);
        var damaged = Write(2);
        Do(damage, Path.Combine(damaged.Folder, file));

        Assert.That(_store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(1));
        Assert.That(passedOver, Has.Count.EqualTo(1));
        Assert.That(passedOver[0], Does.Contain(damaged.Folder).And.Contains(file));
        Assert.That(() => _store.Open(damaged.Name), Throws.TypeOf<LabException>().With.Message.EqualTo(passedOver[0]));
    }

    [Test]
    public void Damage_to_the_marks_loses_none([Values] Damage damage)
    {
        Write(1, "best", "last");
        Write(2, "last");
        Do(damage, Path.Combine(_folder, "marks.json"));

        Assert.That(_store.Open("best").Position.Step, Is.EqualTo(1));
        Assert.That(_store.Open("last").Position.Step, Is.EqualTo(2));
        Assert.That(_store.HasMark("nothing"), Is.False);
    }

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"format\":1}")]
    [TestCase("{\"format\":1,\"position\":{\"epoch\":0,\"batch\":0,\"step\":2},\"files\":null,\"marks\":{\"revision\":0,\"names\":{}}}")]
    [TestCase("{\"format\":1,\"position\":{\"epoch\":0,\"batch\":0,\"step\":2},\"files\":{},\"marks\":{\"revision\":0,\"names\":{}}}")]
    [TestCase("{\"format\":1,\"position\":{\"epoch\":0,\"batch\":0,\"step\":2},\"files\":{\"../../secret\":\"00\"},\"marks\":{\"revision\":0,\"names\":{}}}")]
    [TestCase("{\"format\":1,\"format\":1}")]
    public void A_manifest_that_is_json_but_none_of_ours_is_no_checkpoint(string manifest)
    {
        Write(1);
        File.WriteAllText(Path.Combine(Write(2).Folder, "manifest.json"), manifest);

        Assert.That(_store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(1));
        Assert.That(passedOver, Has.One.Contains("step-00000002").And.One.Contains("manifest.json"));
    }

    [Test]
    public void A_checkpoint_holds_the_files_that_it_was_given_and_none_without_tensors()
    {
        using var scope = NewDisposeScope();
        var written = _store.Write(
            new CheckpointContent(default, [], new TensorFile("model.safetensors", [new("w", ones(2))]), new TensorFile("average.safetensors", [new("w", full([2], 3.0))]), new TensorFile("optimizer.safetensors", [])), []);

        Assert.That(Directory.GetFiles(written.Folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "model.safetensors", "average.safetensors", "state.json", "manifest.json" }));
        Assert.That(_store.FindNewest(out _)!.ReadTensors("average.safetensors")["w"].data<float>().ToArray(), Is.EqualTo(new[] { 3f, 3f }));
        Assert.That(written.ReadOptimizer(), Is.Empty);
    }

    [Test]
    public void What_lies_beside_is_no_matter()
    {
        var written = Write(1);
        File.WriteAllText(Path.Combine(written.Folder, "notes.txt"), "mine");
        Directory.CreateDirectory(Path.Combine(_folder, "notes"));
        File.WriteAllText(Path.Combine(_folder, "step-00000009"), "a file");

        Assert.That(_store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(1));
        Assert.That(passedOver, Is.Empty);
    }

    [Test]
    public void A_store_that_is_not_there_or_empty_holds_nothing()
    {
        Assert.That(_store.FindNewest(out var passedOver), Is.Null);
        Assert.That(passedOver, Is.Empty);
        var absent = Path.Combine(_folder, "none");
        Assert.That(new CheckpointStore(absent).FindNewest(out _), Is.Null);
        Assert.That(new CheckpointStore(absent).HasMark("best"), Is.False);
        Assert.That(() => new CheckpointStore(absent).Open("best"), Throws.TypeOf<LabException>().With.Message.Contains(absent));
        Assert.That(Directory.Exists(absent), Is.False, "looking makes nothing");
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

        var found = _store.FindNewest(out _)!;
        Assert.That(found.Position, Is.EqualTo(written.Position));
        Assert.That(found.Name, Is.EqualTo(written.Name));
        Assert.That(_store.Open(written.Name).Folder, Is.EqualTo(found.Folder));
        _store.GoBackTo(found);
        Assert.That(Directory.GetDirectories(_folder), Is.EqualTo(new[] { written.Folder }), "who goes on from it gives it its name back");
    }

    [Test]
    public void Looking_leaves_alone_what_another_process_is_writing()
    {
        Write(1, "best");
        var written = Directory.CreateDirectory(Path.Combine(_folder, ".step-00000002.77")).FullName;
        _store.FindNewest(out _);
        _store.Open("best");
        _store.HasMark("best");

        Assert.That(Directory.Exists(written));
    }

    [Test]
    public void A_kill_between_the_name_and_the_marks_loses_no_mark()
    {
        Write(1, "best", "last");
        var marks = Path.Combine(_folder, "marks.json");
        var before = File.ReadAllBytes(marks);
        Write(2, "best", "last");
        File.WriteAllBytes(marks, before);

        var reopened = new CheckpointStore(_folder);
        Assert.That(reopened.Open("best").Position.Step, Is.EqualTo(2));
        reopened.GoBackTo(reopened.FindNewest(out _)!);
        Assert.That(File.ReadAllText(marks), Does.Contain("step-00000002").And.Not.Contain("step-00000001"));
    }

    [Test]
    public void Who_goes_back_has_the_marks_of_then()
    {
        var first = Write(1, "best", "last");
        Write(2, "best", "last");
        _store.GoBackTo(first);

        Assert.That(_store.Open("best").Position.Step, Is.EqualTo(1));
        Write(3, "last");
        Assert.That(new CheckpointStore(_folder).Open("best").Position.Step, Is.EqualTo(1));
        Assert.That(new CheckpointStore(_folder).Open("last").Position.Step, Is.EqualTo(3));
    }

    [Test]
    public void A_checkpoint_without_marks_keeps_those_of_the_others()
    {
        Write(1, "best");
        Write(2);
        File.Delete(Path.Combine(_folder, "marks.json"));
        _store.Delete("step-00000001");

        Assert.That(_store.HasMark("best"), Is.False, "its checkpoint is gone");
        Write(1);
        Assert.That(_store.Open("best").Position.Step, Is.EqualTo(1));
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
    public void An_interrupted_deletion_is_neither_found_nor_complained_of()
    {
        Write(1);
        var half = Write(2);
        Directory.Move(half.Folder, Path.Combine(_folder, ".step-00000002.77"));
        File.Delete(Path.Combine(_folder, ".step-00000002.77", "manifest.json"));

        Assert.That(_store.FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(1));
        Assert.That(passedOver, Is.Empty);
    }

    [Test]
    public void A_file_that_is_not_what_was_written_never_gets_the_name()
    {
        Write(1, "last");
        using var scope = NewDisposeScope();
        var content = ContentOf(2, full([3], 2.0));
        var tamper = new CheckpointFile("tampering", _ => File.AppendAllText(Directory.GetFiles(_folder, "model.safetensors", SearchOption.AllDirectories).Single(path => path.Contains($"{Path.DirectorySeparatorChar}.step", StringComparison.Ordinal)), "x"));

        Assert.That(
            () => _store.Write(content.Position, content.Files.Append(tamper), ["last"]),
            Throws.TypeOf<LabException>().With.Message.Contains("step-00000002").And.Message.Contains("damaged").And.Message.Contains("untouched"));
        Assert.That(_store.Open("last").Position.Step, Is.EqualTo(1));
        Assert.That(Directory.GetDirectories(_folder), Has.Length.EqualTo(1), "nothing of it stays");
    }

    [Test]
    public void While_one_is_written_the_one_before_is_found()
    {
        Write(1, "last");
        using var half = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var state = new CheckpointFile("state.json", stream =>
        {
            half.Set();
            Assert.That(go.Wait(TimeSpan.FromMinutes(1)));
            stream.Write("{}"u8);
        });
        using var scope = NewDisposeScope();
        var content = ContentOf(2, full([3], 2.0));
        using var copy = new CheckpointCopy();
        var tensors = copy.Take(content.Files.Where(file => file.Name != "state.json"));
        var work = new BackgroundWork();
        work.Add(() => _store.Write(content.Position, tensors.Append(state), ["last"]));
        Assert.That(half.Wait(TimeSpan.FromMinutes(1)));

        // What a process that is killed now leaves on disk.
        Assert.That(Directory.GetDirectories(_folder, ".step-00000002.*"), Has.Length.EqualTo(1));
        Assert.That(new CheckpointStore(_folder).FindNewest(out var passedOver)!.Position.Step, Is.EqualTo(1));
        Assert.That(passedOver, Is.Empty);
        Assert.That(new CheckpointStore(_folder).Open("last").Position.Step, Is.EqualTo(1));
        go.Set();
        work.Wait();
        Assert.That(new CheckpointStore(_folder).Open("last").Position.Step, Is.EqualTo(2));
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "in the way");
        using var scope = NewDisposeScope();

        Assert.That(() => new CheckpointStore(file).Write(ContentOf(1, zeros(1)), []), Throws.TypeOf<LabException>().With.Message.Contains(file));
    }

    [Test]
    public void A_file_in_the_way_of_a_name_is_an_error_that_names_it()
    {
        Write(1, "last");
        File.WriteAllText(Path.Combine(_folder, "step-00000002"), "in the way");

        Assert.That(() => Write(2, "last"), Throws.TypeOf<LabException>().With.Message.Contains("step-00000002"));
        Assert.That(new CheckpointStore(_folder).Open("last").Position.Step, Is.EqualTo(1));
    }

    [Test]
    public void A_full_disk_keeps_the_last_good_one_and_leaves_no_litter()
    {
        using var disk = SmallDisk.Mount("256k");
        var store = new CheckpointStore(Path.Combine(disk.Folder, "checkpoints"));
        using var scope = NewDisposeScope();
        store.Write(ContentOf(1, zeros(1000)), ["last"]);

        Assert.That(() => store.Write(ContentOf(2, zeros(100_000)), ["last"]), Throws.TypeOf<LabException>().With.Message.Contains("step-00000002"));
        Assert.That(store.Open("last").Position.Step, Is.EqualTo(1));
        Assert.That(Directory.GetDirectories(Path.Combine(disk.Folder, "checkpoints")), Has.Length.EqualTo(1));
        store.Write(ContentOf(3, zeros(1000)), ["last"]);
        Assert.That(store.Open("last").Position.Step, Is.EqualTo(3), "there is room for one that fits");
    }

    [Test]
    public void A_disk_that_cannot_be_written_keeps_what_is_there()
    {
        using var disk = SmallDisk.Mount("1m");
        var folder = Path.Combine(disk.Folder, "checkpoints");
        using var scope = NewDisposeScope();
        new CheckpointStore(folder).Write(ContentOf(1, zeros(10)), ["last"]);
        disk.MakeReadOnly();
        var store = new CheckpointStore(folder);

        Assert.That(() => store.Write(ContentOf(2, zeros(10)), ["last"]), Throws.TypeOf<LabException>().With.Message.Contains(folder));
        Assert.That(() => store.Delete("step-00000001"), Throws.TypeOf<LabException>().With.Message.Contains(folder));
        Assert.That(store.FindNewest(out _)!.Position.Step, Is.EqualTo(1));
        Assert.That(store.Open("last").Position.Step, Is.EqualTo(1));
    }
}
