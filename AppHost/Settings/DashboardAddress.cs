using MeshStarter.EmbeddedPostgres.Servers;

namespace MeshStarter.AppHost.Settings;

/// <summary>
/// The address of Aspire's dashboard: that of the launch profile (<c>applicationUrl</c>), moved like the ports of the mesh. An address
/// that other machines reach comes from the user's shell and is ignored, and so is a port in use: Aspire then chooses a free one.
/// </summary>
internal static class DashboardAddress
{
    private const string Variable = "ASPNETCORE_URLS";

    /// <summary>Reads the launch profile's address; null without one. Called before <see cref="InheritedVariables.ForgetAddresses"/>.</summary>
    public static Uri? Given() =>
        Uri.TryCreate(Environment.GetEnvironmentVariable(Variable), UriKind.Absolute, out var address) && address.IsLoopback ? address : null;

    /// <summary>Sets the dashboard's address.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="given">The launch profile's address.</param>
    /// <param name="ports">The ports of the mesh; null if every port is random.</param>
    public static void Set(IDistributedApplicationBuilder builder, Uri? given, MeshPorts? ports)
    {
        // The command line takes precedence. With a port in use Aspire would print a login link of the other program.
        if (builder.Configuration[Variable] is null && given is not null && ports is not null && given.Port + ports.Offset is >= 1 and <= 65_535 and var port && LoopbackPort.IsFree(port))
        {
            builder.Configuration[Variable] = $"{given.Scheme}://{given.Host}:{port}";
        }
    }
}
