using System.Collections;

namespace MeshStarter.AppHost.Settings;

/// <summary>
/// Removes listening addresses of the user's shell, because the AppHost sets those of the mesh. Variables of the shell are meant for
/// another program, would reach each process, and would take precedence: <c>URLS</c> and <c>Kestrel__Endpoints__…</c> come before
/// <c>ASPNETCORE_URLS</c>, which is all that an orchestrator sets. Services do not inherit <c>ASPNETCORE_URLS</c>, but Aspire would
/// bind its dashboard to it, for other machines too.
/// </summary>
internal static class ListeningVariables
{
    // Each variable is read without a prefix and with each of these.
    private static readonly string[] Prefixes = ["ASPNETCORE_", "DOTNET_"];
    private static readonly string[] Names = ["URLS", "HTTP_PORTS", "HTTPS_PORTS", "PREFERHOSTINGURLS"];

    /// <summary>Removes them from this process's environment, which its children inherit.</summary>
    public static void Forget()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key).Where(SetsAddress).ToList())
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    private static bool SetsAddress(string variable)
    {
        var prefix = Array.Find(Prefixes, prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) ?? "";
        var name = variable[prefix.Length..];
        return Names.Contains(name, StringComparer.OrdinalIgnoreCase)
            || name.StartsWith("Kestrel__Endpoints__", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Kestrel:Endpoints:", StringComparison.OrdinalIgnoreCase);
    }
}
