namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>Trino's own JDBC driver, which no one here wrote, in a program of Java's.</summary>
public sealed class JdbcDriver() : JdbcProgram("Clients/JdbcMesh.java")
{
    /// <summary>Does one of the program's tasks and returns what it saw, by its names.</summary>
    public Task<ILookup<string, string>> RunAsync(string task, string url, params (string Name, string Value)[] settings) =>
        RunProgramAsync([task, url, .. settings.SelectMany(setting => new[] { setting.Name, setting.Value })], "");
}
