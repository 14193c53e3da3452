using MeshStarter.QueryProxy;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Settings;

/// <summary>Settings that the AppHost passes on and whose bounds it knows: one that its service would end over is refused before anything starts.</summary>
internal static class ServiceSettings
{
    /// <summary>Holds the settings of the query proxy to the proxy's own bounds.</summary>
    /// <exception cref="StartRefusedException">A value is out of its bounds or not of its kind; the message names the setting.</exception>
    public static void Require(IConfiguration configuration)
    {
        QueryOptions options;
        try
        {
            options = configuration.GetSection(QueryOptions.Section).Get<QueryOptions>() ?? new QueryOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartRefusedException($"{exception.Message} docs/settings.md lists every setting.", exception);
        }

        if (options.Problem() is { } problem)
        {
            throw new StartRefusedException($"Setting {problem} docs/settings.md lists every setting.");
        }
    }
}
