using System.Text.RegularExpressions;

namespace MeshStarter.ServiceDefaults.Start;

/// <summary>Names the form of a value that a setting does not take.</summary>
public static partial class SettingForm
{
    /// <summary>Returns what the binder of settings reports of a value of the wrong type, with the form that the setting takes.</summary>
    /// <param name="unreadable">The binder's exception.</param>
    public static string Complete(InvalidOperationException unreadable)
    {
        ArgumentNullException.ThrowIfNull(unreadable);
        return TypeName().Match(unreadable.Message) is { Success: true } name && Of(name.Groups["type"].Value) is { } form
            ? $"{unreadable.Message} Give {form}."
            : unreadable.Message;
    }

    private static string? Of(string type) => type switch
    {
        "System.TimeSpan" => "a time as hh:mm:ss",
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Boolean" => "true or false",
        _ => AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(type)).FirstOrDefault(found => found is { IsEnum: true }) is { } kinds
            ? $"one of {string.Join(", ", Enum.GetNames(kinds))}"
            : null,
    };

    // The binder has the type in its text alone. That of a setting that may be left out is between brackets.
    [GeneratedRegex(@" to type '(?:System\.Nullable`1\[)?(?<type>[^'\]]+)\]?'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();
}
