using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Settings;

/// <summary>Reads a setting that names one of two kinds.</summary>
internal static class SettingChoice
{
    /// <summary>Returns whether the setting names the second kind; null where it is not given.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="key">The setting.</param>
    /// <param name="first">The first kind, which leaving the setting out means.</param>
    /// <param name="second">The second kind.</param>
    /// <param name="fix">What to write, for the message.</param>
    /// <exception cref="StartRefusedException">It names neither.</exception>
    public static bool? IsSecond(IConfiguration configuration, string key, string first, string second, string fix) => configuration[key] switch
    {
        null or "" => null,
        var kind when kind.Equals(first, StringComparison.OrdinalIgnoreCase) => false,
        var kind when kind.Equals(second, StringComparison.OrdinalIgnoreCase) => true,
        var other => throw new StartRefusedException($"Setting {key}: \"{other}\" is neither {first} nor {second}. {fix}"),
    };
}
