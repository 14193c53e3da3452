using System.Text;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>The contract of every kind of store.</summary>
public abstract class ObjectStoreContract
{
    /// <summary>The store under test.</summary>
    protected abstract IObjectStore Store { get; }

    /// <summary>The location at which the store begins.</summary>
    protected abstract string Root { get; }

    /// <summary>A store of everything around it.</summary>
    protected abstract IObjectStore Around { get; }

    /// <summary>Places alongside the store.</summary>
    protected abstract IReadOnlyList<string> Outside { get; }

    /// <summary>A number of objects beyond what the store takes, lists or deletes in one request.</summary>
    protected virtual int Many => 1_234;

    [SkippableFact]
    public async Task What_was_written_is_read_back_with_its_folders_made()
    {
        var one = At("t/metadata/one é.avro");
        var two = At("t/data/p=1/two.parquet");

        await Store.WriteNewAsync([New(one, "1"), New(two, "22")], default);

        Assert.Equal("1", Encoding.UTF8.GetString((await Store.ReadAsync(one, default)).Span));
        Assert.Equal(["22", "1"], (await Store.PathsForReadingAsync([two, one], default)).Select(File.ReadAllText));
        Assert.Equal([(two, 2L), (one, 1L)], (await ListAsync(At("t"))).Select(found => (found.Location, found.Length)));
        Assert.Equal([At("t/data/p=1/two.parquet")], (await ListAsync(At("t/data/"))).Select(found => found.Location));
        Assert.Empty(await ListAsync(At("nothing")));
    }

    [SkippableTheory]
    [InlineData("a b+c=d&e")]
    [InlineData("50%20off")]
    [InlineData("straße/日本/🚲")]
    [InlineData("p=2024-01-01T00:00/x'y\"z")]
    [InlineData("[x]*?{y}")]
    [InlineData("~!@$^()_-;,.")]
    public async Task Name_is_taken_literally(string name)
    {
        var location = At($"names/{name}");

        await Store.WriteNewAsync([New(location, "content")], default);

        Assert.Equal("content", Encoding.UTF8.GetString((await Store.ReadAsync(location, default)).Span));
        Assert.Equal(location, Assert.Single(await ListAsync(At("names"))).Location);
        Assert.Equal("content", await File.ReadAllTextAsync(Assert.Single(await Store.PathsForReadingAsync([location], default))));
        Assert.Empty(await Store.DeleteAsync([location], default));
        Assert.Empty(await ListAsync(At("names")));
    }

    [SkippableFact]
    public async Task Folder_is_not_listed_with_what_only_begins_like_it()
    {
        await Store.WriteNewAsync([New(At("t/x"), "1"), New(At("t2/x"), "1"), New(At("t.x"), "1")], default);

        Assert.Equal([At("t/x")], (await ListAsync(At("t"))).Select(found => found.Location));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Many_objects_are_listed_each_once()
    {
        var locations = Enumerable.Range(0, Many).Select(number => At($"many/{number:D4}")).ToList();
        await Store.WriteNewAsync([.. locations.Select(location => New(location, ""))], default);

        Assert.Equal(locations, (await ListAsync(At("many"))).Select(found => found.Location));
        await Store.RequireAsync(locations, default);
    }

    [SkippableFact]
    public async Task Many_objects_are_deleted_at_once_and_no_other()
    {
        var locations = Enumerable.Range(0, Many).Select(number => At($"all/{number:D4} é&<")).ToList();
        await Store.WriteNewAsync([.. locations.Select(location => New(location, "")), New(At("all2"), "")], default);

        Assert.Empty(await Store.DeleteAsync([.. locations.Skip(1), At("all/none")], default));

        Assert.Equal([locations[0]], (await ListAsync(At("all"))).Select(found => found.Location));
        Assert.True(await Store.ExistsAsync(At("all2"), default));
        Assert.Empty(await Store.DeleteAsync([], default));
    }

    [SkippableFact]
    public async Task One_of_many_that_cannot_be_deleted_keeps_no_other()
    {
        await Around.WriteNewAsync([New(Outside[0], "another's")], default);
        await Store.WriteNewAsync([New(At("x"), "1"), New(At("y"), "1")], default);

        var staying = Assert.Single(await Store.DeleteAsync([Outside[0], At("x")], default));
        await Store.DiscardAsync([Outside[0], At("y")]);

        Assert.Equal((StorageFailure.Refused, Outside[0]), (staying.Failure, staying.Location));
        Assert.True(await Around.ExistsAsync(Outside[0], default));
        Assert.Empty(await ListAsync(Root));
    }

    [SkippableFact]
    public async Task Object_is_never_overwritten_and_is_gone_once_it_is_deleted()
    {
        var location = At("x");
        await Store.WriteNewAsync([New(location, "first")], default);

        Assert.Equal((StorageFailure.Exists, location), await FailureAsync(() => Store.WriteNewAsync([New(location, "second")], default)));

        Assert.Equal("first", Encoding.UTF8.GetString((await Store.ReadAsync(location, default)).Span));

        await Store.PathsForReadingAsync([location], default);

        Assert.Empty(await Store.DeleteAsync([location], default));

        Assert.False(await Store.ExistsAsync(location, default));
        Assert.Equal((StorageFailure.NotFound, location), await FailureAsync(() => Store.PathsForReadingAsync([location], default)));
    }

    [SkippableFact]
    public async Task Of_many_who_write_the_same_object_one_does()
    {
        var location = At("raced");

        var written = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            try
            {
                await Store.WriteNewAsync([New(location, number.ToString())], default);
                return number;
            }
            catch (StorageException lost)
            {
                Assert.Equal(StorageFailure.Exists, lost.Failure);
                return -1;
            }
        }));

        Assert.Equal(Assert.Single(written, number => number >= 0).ToString(), Encoding.UTF8.GetString((await Store.ReadAsync(location, default)).Span));
    }

    [SkippableFact]
    public async Task Object_that_is_not_there_is_named()
    {
        var location = At("t/gone.avro");

        Assert.Equal((StorageFailure.NotFound, location), await FailureAsync(() => Store.ReadAsync(location, default)));
        Assert.Equal((StorageFailure.NotFound, location), await FailureAsync(() => Store.PathsForReadingAsync([location], default)));
        Assert.Equal((StorageFailure.NotFound, location), await FailureAsync(() => Store.RequireAsync([location], default)));
        Assert.False(await Store.ExistsAsync(location, default));
        Assert.Empty(await Store.DeleteAsync([location], default));
    }

    [SkippableFact]
    public async Task What_the_engine_wrote_is_an_object_once_it_is_sealed_and_nothing_where_it_was_given_up()
    {
        var location = At("t/data/e.parquet");
        await File.WriteAllTextAsync(Store.PathForWriting(location), "rows");

        await Store.SealAsync([location], default);

        Assert.Equal("rows", Encoding.UTF8.GetString((await Around.ReadAsync(location, default)).Span));
        Assert.Equal("rows", await File.ReadAllTextAsync(Assert.Single(await Store.PathsForReadingAsync([location], default))));
        await Store.SealAsync([location], default);
        Assert.Equal((StorageFailure.NotFound, At("t/data/never.parquet")), await FailureAsync(() => Store.SealAsync([At("t/data/never.parquet")], default)));

        var givenUp = At("t/data/f.parquet");
        await File.WriteAllTextAsync(Store.PathForWriting(givenUp), "rows");

        Assert.Empty(await Store.DeleteAsync([givenUp], default));

        Assert.Equal((StorageFailure.NotFound, givenUp), await FailureAsync(() => Store.SealAsync([givenUp], default)));
        Assert.False(await Store.ExistsAsync(givenUp, default));
    }

    [SkippableFact]
    public async Task Location_outside_is_refused()
    {
        foreach (var outside in Outside)
        {
            await Around.WriteNewAsync([New(outside, "secret")], default);
            await AssertRefusedAsync(outside);
        }
    }

    [SkippableTheory]
    [InlineData("../x")]
    [InlineData("t/../../x")]
    [InlineData("./x")]
    [InlineData("t/x\0y")]
    public Task Location_that_is_not_written_out_is_refused(string name) => AssertRefusedAsync(At(name), At(name).Replace('\0', '?'));

    [SkippableFact]
    public async Task Ended_wait_ends_the_work()
    {
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteNewAsync([New(At("late"), "1")], ended.Token));
    }

    protected async Task AssertRefusedAsync(string location, string? named = null)
    {
        var refused = (StorageFailure.Refused, named ?? location);
        Assert.Equal(refused, await FailureAsync(() => Store.ReadAsync(location, default)));
        Assert.Equal(refused, await FailureAsync(() => Store.WriteNewAsync([New(location, "1")], default)));
        Assert.Equal(refused, await FailureAsync(() => Store.ExistsAsync(location, default)));
        Assert.Equal([refused], (await Store.DeleteAsync([location], default)).Select(stays => (stays.Failure, stays.Location)));
        Assert.Equal(refused, await FailureAsync(() => Store.PathsForReadingAsync([location], default)));
        Assert.Equal(refused, await FailureAsync(() => Store.RequireAsync([location], default)));
        Assert.Equal(refused, await FailureAsync(() => ListAsync(location)));
        Assert.Equal(refused, await FailureAsync(() => Store.SealAsync([location], default)));
        Assert.Equal(StorageFailure.Refused, Assert.Throws<StorageException>(() => Store.PathForWriting(location)).Failure);
    }

    protected static async Task<(StorageFailure, string)> FailureAsync(Func<Task> act)
    {
        var failed = await Assert.ThrowsAsync<StorageException>(act);
        return (failed.Failure, failed.Location);
    }

    protected async Task<List<StoredObject>> ListAsync(string folder)
    {
        List<StoredObject> found = [];
        await foreach (var entry in Store.ListAsync(folder, default))
        {
            found.Add(entry);
        }

        return [.. found.OrderBy(entry => entry.Location, StringComparer.Ordinal)];
    }

    protected string At(string name) => $"{Root}/{name}";

    protected static NewObject New(string location, string content) => new(location, Encoding.UTF8.GetBytes(content));
}
