using MeshStarter.DuckDb;

namespace MeshStarter.Cli.Doctor;

/// <summary>Checks that DuckDB's library loads, which <c>mesh check</c>, <c>mesh new</c>, <c>mesh pipeline check</c> and <c>mesh pipeline test</c> need.</summary>
internal static class NativeCheck
{
    public static Diagnosis DuckDb()
    {
        try
        {
            using var database = DuckDbDatabase.Open();
            return Diagnosis.Ok("duckdb", "its library loads");
        }
        catch (Exception missing) when ((missing as TypeInitializationException)?.InnerException is DllNotFoundException || missing is DllNotFoundException)
        {
            return Diagnosis.Missing("duckdb", (missing.InnerException ?? missing).Message, "export MESH_DUCKDB_LIBRARY=<path of libduckdb 1.5>; mesh check, mesh new, mesh pipeline check and mesh pipeline test need it, no other command does");
        }
    }
}
