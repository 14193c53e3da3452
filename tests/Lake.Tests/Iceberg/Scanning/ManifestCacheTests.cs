using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Tests.Iceberg.Scanning;

public sealed class ManifestCacheTests
{
    private static readonly IcebergStruct Types = new([]);
    private static readonly IReadOnlyList<ManifestEntry> Entries = [];

    [Fact]
    public void Least_recently_used_entry_goes_first()
    {
        var cache = new ManifestCache(maxBytes: 30);
        cache.Add(Manifest("a"), Types, 5, Entries);
        cache.Add(Manifest("b"), Types, 5, Entries);
        Assert.NotNull(cache.Find(Manifest("a"), Types));

        cache.Add(Manifest("c"), Types, 5, Entries);

        Assert.NotNull(cache.Find(Manifest("a"), Types));
        Assert.Null(cache.Find(Manifest("b"), Types));
        Assert.NotNull(cache.Find(Manifest("c"), Types));
    }

    [Fact]
    public void What_was_not_used_for_ten_minutes_goes()
    {
        var time = new MovableTime();
        var cache = new ManifestCache(maxBytes: 1000, time);
        cache.Add(Manifest("a"), Types, 5, Entries);
        cache.Add(Manifest("b"), Types, 5, Entries);
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.NotNull(cache.Find(Manifest("a"), Types));
        time.Advance(TimeSpan.FromMinutes(2));

        cache.Add(Manifest("c"), Types, 5, Entries);

        Assert.NotNull(cache.Find(Manifest("a"), Types));
        Assert.Null(cache.Find(Manifest("b"), Types));
    }

    [Fact]
    public void What_is_larger_than_all_of_it_is_not_kept()
    {
        var cache = new ManifestCache(maxBytes: 30);
        cache.Add(Manifest("a"), Types, 5, Entries);

        cache.Add(Manifest("large"), Types, 11, Entries);

        Assert.NotNull(cache.Find(Manifest("a"), Types));
        Assert.Null(cache.Find(Manifest("large"), Types));
    }

    [Fact]
    public void Entries_are_of_the_numbers_and_types_they_were_read_with()
    {
        var cache = new ManifestCache(maxBytes: 1000);
        cache.Add(Manifest("a"), Types, 5, Entries);

        Assert.Null(cache.Find(Manifest("a") with { SequenceNumber = 2 }, Types));
        Assert.Null(cache.Find(Manifest("a"), new IcebergStruct([new(1000, "p", false, IcebergType.Parse("int"))])));
        cache.Add(Manifest("a") with { SequenceNumber = 2 }, Types, 5, Entries);
        Assert.NotNull(cache.Find(Manifest("a") with { SequenceNumber = 2 }, Types));
    }

    private static ManifestFile Manifest(string location) => new() { Location = location, SequenceNumber = 1 };
}
