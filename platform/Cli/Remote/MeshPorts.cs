using System.Globalization;

namespace MeshStarter.Cli.Remote;

/// <summary>
/// Addresses of a mesh on this machine: the AppHost's default ports, moved by the same settings in the environment
/// (<c>Mesh__Ports__Offset</c>, <c>Mesh__Ports__Catalog</c> …) as there.
/// </summary>
internal static class MeshPorts
{
    private const string OffsetVariable = "Mesh__Ports__Offset";

    /// <summary>The number that is added to all ports.</summary>
    /// <exception cref="CliException">The setting is not a number.</exception>
    public static int Offset => Read(OffsetVariable, 0);

    /// <summary>Gets the address of a service.</summary>
    /// <exception cref="CliException">A setting is not a number, or results in an invalid port.</exception>
    public static Uri Find(string service, int usual)
    {
        var port = Read($"Mesh__Ports__{service}", usual) + Offset;
        return port is >= 1 and <= 65_535
            ? new Uri($"http://localhost:{port}")
            : throw new CliException(CliExitCodes.Usage, $"{OffsetVariable}: with it, the port of {service} would be {port}, which is not from 1 to 65535.");
    }

    private static int Read(string variable, int otherwise) => Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text
        ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= -65_535 and <= 65_535
            ? number
            : throw new CliException(CliExitCodes.Usage, $"{variable}: \"{text}\" is not a whole number from -65535 to 65535.");
}
