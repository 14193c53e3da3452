using System.Collections;

namespace MeshStarter.AppHost.Settings;

/// <summary>
/// Where the processes of the mesh listen is for the AppHost to say. What the user's shell says of it is meant for another
/// program, would reach each of them, and would win: <c>URLS</c> and <c>Kestrel__Endpoints__…</c> come before
/// <c>ASPNETCORE_URLS</c>, which is all that an orchestrator sets. That one the services do not inherit, but Aspire would have its
/// dashboard listen there, to other machines too.
/// </summary>
internal static class ListeningVariables
{
    // Every variable is read without a prefix and with each of these.
    private static readonly string[] Prefixes = ["ASPNETCORE_", "DOTNET_"];
    private static readonly string[] Names = ["URLS", "HTTP_PORTS", "HTTPS_PORTS", "PREFERHOSTINGURLS"];

    /// <summary>Takes them out of this process's environment, which its children inherit.</summary>
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
