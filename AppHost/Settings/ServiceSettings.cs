using MeshStarter.QueryProxy;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Settings;

/// <summary>Settings that the AppHost passes on and validates: a value that would end its service is refused before anything starts.</summary>
internal static class ServiceSettings
{
    /// <summary>Validates the settings of the query proxy against the proxy's own bounds.</summary>
    /// <exception cref="StartRefusedException">A value is out of bounds or of the wrong type; the message names the setting.</exception>
    public static void Require(IConfiguration configuration)
    {
        QueryOptions options;
        try
        {
            options = configuration.GetSection(QueryOptions.Section).Get<QueryOptions>() ?? new QueryOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartRefusedException($"{SettingForm.Complete(exception)} docs/settings.md lists every setting.", exception);
        }

        if (options.Problem() is { } problem)
        {
            throw new StartRefusedException($"Setting {problem} docs/settings.md lists every setting.");
        }
    }
}
