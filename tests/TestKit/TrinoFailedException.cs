namespace MeshStarter.TestKit;

/// <summary>A statement that Trino did not run to its end.</summary>
public sealed class TrinoFailedException(string reason, string sql) : Exception($"{reason} ({sql})");
