namespace MeshStarter.QueryProxy;

/// <summary>The version of Trino whose client protocol is spoken; drivers choose their ways by its number.</summary>
internal static class TrinoVersion
{
    public const string Spoken = "476";
}
