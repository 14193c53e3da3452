using System.Collections;

namespace MeshStarter.AppHost.Settings;

/// <summary>Removes variables of the user's shell that every process of the mesh would inherit.</summary>
internal static class InheritedVariables
{
    // Each variable is read without a prefix and with each of these.
    private static readonly string[] Prefixes = ["ASPNETCORE_", "DOTNET_"];
    private static readonly string[] Names = ["URLS", "HTTP_PORTS", "HTTPS_PORTS", "PREFERHOSTINGURLS"];

    // A colon is two underscores in most shells.
    private static readonly string[] Secrets = ["ConnectionStrings:", "Parameters:", "Mesh:Storage:AzureBlob:AccountKey"];

    /// <summary>
    /// Removes listening addresses, because the AppHost sets those of the mesh. Variables of the shell are meant for another program, and would take
    /// precedence: <c>URLS</c> and <c>Kestrel__Endpoints__…</c> come before <c>ASPNETCORE_URLS</c>, which is all that an orchestrator sets. Services do not
    /// inherit <c>ASPNETCORE_URLS</c>, but Aspire would bind its dashboard to it, for other machines too.
    /// </summary>
    public static void ForgetAddresses() => Forget(SetsAddress);

    /// <summary>
    /// Removes the secrets that an operator gave: a process gets its own, and no other's. Called once the configuration of the AppHost has them, which
    /// gives each to its service.
    /// </summary>
    public static void ForgetSecrets() => Forget(variable =>
        NameOf(variable).Replace("__", ":", StringComparison.Ordinal) is var setting && Array.Exists(Secrets, secret => setting.StartsWith(secret, StringComparison.OrdinalIgnoreCase)));

    private static void Forget(Func<string, bool> isForgotten)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key).Where(isForgotten).ToList())
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    private static bool SetsAddress(string variable)
    {
        var name = NameOf(variable);
        return Names.Contains(name, StringComparer.OrdinalIgnoreCase)
            || name.StartsWith("Kestrel__Endpoints__", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Kestrel:Endpoints:", StringComparison.OrdinalIgnoreCase);
    }

    private static string NameOf(string variable) => variable[(Array.Find(Prefixes, prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) ?? "").Length..];
}
