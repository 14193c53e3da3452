namespace MeshStarter.DuckDb.Tests;

public sealed class LockdownTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("duckdb-lockdown-").FullName;

    [Fact]
    public void Locked_database_refuses_files_settings_and_extensions_and_still_answers()
    {
        using var database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["enable_external_access"] = "false",
            ["lock_configuration"] = "true",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        });
        using var connection = database.Connect();
        foreach (var sql in new[]
        {
            "SELECT * FROM read_csv('/etc/passwd')",
            "SELECT * FROM read_text('/etc/passwd')",
            "SELECT * FROM '/etc/passwd'",
            $"COPY (SELECT 1) TO '{_folder}/out.csv'",
            $"ATTACH '{_folder}/x.duckdb'",
            "INSTALL httpfs",
            "LOAD '/tmp/x.duckdb_extension'",
        })
        {
            Assert.Contains(Assert.Throws<DuckDbException>(() => connection.Execute(sql)).Kind, new[] { DuckDbErrorKind.Permission, DuckDbErrorKind.Catalog });
        }

        Assert.Equal(DuckDbErrorKind.InvalidInput, Assert.Throws<DuckDbException>(() => connection.Execute("SET enable_external_access = true")).Kind);
        Assert.Equal(DuckDbErrorKind.InvalidInput, Assert.Throws<DuckDbException>(() => connection.Execute("SET threads = 8")).Kind);
        Assert.Equal(1, connection.Scalar<int>("SELECT 1"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Allowed_folder_is_read_by_views_and_nothing_outside_it()
    {
        var bucket = Directory.CreateDirectory(Path.Combine(_folder, "bucket")).FullName;
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"""
            COPY (SELECT 42 AS i) TO '{bucket}/a.parquet';
            COPY (SELECT 43 AS i) TO '{_folder}/b.parquet';
            CREATE VIEW v AS SELECT * FROM read_parquet('{bucket}/a.parquet');
            SET allowed_directories = ['{bucket}'];
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
        Assert.Equal(42, connection.Scalar<int>("SELECT i FROM v"));
        Assert.Equal(DuckDbErrorKind.Permission, Assert.Throws<DuckDbException>(() => connection.Query($"SELECT * FROM read_parquet('{_folder}/b.parquet')")).Kind);
        Assert.Equal(DuckDbErrorKind.Permission, Assert.Throws<DuckDbException>(() => connection.Query($"SELECT * FROM read_parquet('{bucket}/../b.parquet')")).Kind);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
