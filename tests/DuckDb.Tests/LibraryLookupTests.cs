using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Tests;

public sealed class LibraryLookupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("duckdb-library-").FullName;

    [Fact]
    public void Missing_library_names_what_was_searched_and_the_fix()
    {
        var error = Assert.Throws<DllNotFoundException>(() => NativeLibraryLookup.Load(
            [new("/nowhere/a.so", "fetched by the build", Explicit: false), new("/nowhere/b.so", "application folder", Explicit: false)]));
        Assert.Contains("/nowhere/a.so (fetched by the build): not there; /nowhere/b.so (application folder): not there", error.Message, StringComparison.Ordinal);
        Assert.Contains("Fix: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("MESH_DUCKDB_LIBRARY", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_wished_for_is_not_replaced_by_another()
    {
        var error = Assert.Throws<DllNotFoundException>(() => NativeLibraryLookup.Load(
            [new("/nowhere/mine.so", "environment variable", Explicit: true), .. NativeLibraryLookup.Candidates()]));
        Assert.Contains("/nowhere/mine.so", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_no_library_is_named()
    {
        var file = Path.Combine(_folder, "libduckdb.so");
        File.WriteAllText(file, "not a library");
        var error = Assert.Throws<DllNotFoundException>(() => NativeLibraryLookup.Load([new(file, "application folder", Explicit: false)]));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_is_the_one_this_binding_is_written_for()
    {
        using var db = new TestDatabase();

        Assert.StartsWith("v1.5.", db.Connection.Scalar<string>("SELECT version()"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
