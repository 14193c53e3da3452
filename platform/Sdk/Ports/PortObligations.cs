namespace MeshStarter.Sdk.Ports;

/// <summary>
/// The masks and filters of a port for one caller. A client that caches rows requests them before it uses the rows again: rows that were read
/// under other obligations may no longer be shown to the reader.
/// </summary>
/// <param name="Name">A name for the obligations together; null when the caller sees every column and row.</param>
internal sealed record PortObligations(string? Name)
{
    /// <summary>The segment below a port's address.</summary>
    public const string Segment = "/obligations";

    /// <summary>Returns the address of a port's obligations.</summary>
    public static Uri Address(Uri port) => new UriBuilder(port) { Path = port.AbsolutePath + Segment }.Uri;
}
