using System.Text.Json.Nodes;

namespace MeshStarter.EndToEnd.ContainerApps;

/// <summary>The script of docs/sign-in.md that makes a mesh's registrations at Microsoft Entra, with a program in place of Azure's command line that keeps what it is given.</summary>
public sealed class EntraScriptTests : FolderTests
{
    private const string Tenant = "b1d2c3e4-0f5a-4c6b-8d7e-9f0a1b2c3d4e";

    // Files: app-<id> has a registration, sp-<client id> its service principal, grant-<principal>-<principal> a consent.
    private const string Az = """
        #!/bin/sh
        cd "$(dirname "$0")"
        echo "$*" >> calls
        case "$*" in "$FAILING "*) echo "az: Insufficient privileges" >&2; exit 1 ;; esac
        option() { while [ "$1" != "$name" ]; do shift; done; echo "$2"; }
        given() { name=$1; shift; option "$@"; }
        case "$*" in
          'account show '*) echo b1d2c3e4-0f5a-4c6b-8d7e-9f0a1b2c3d4e ;;
          'ad app list '*) uri=$(given --filter "$@" | cut -d"'" -f2); cat app-* 2>/dev/null | jq -s --arg uri "$uri" 'map(select(.identifierUris[0] == $uri))[0]' ;;
          'ad app create '*)
            made=$(given --display-name "$@")
            jq -n --arg name "$made" --arg uri "$(given --identifier-uris "$@")" '{id: ("object-" + $name), appId: ("client-" + $name), identifierUris: [$uri]}' | tee "app-object-$made" ;;
          'ad sp list '*) cat "sp-$(given --filter "$@" | cut -d"'" -f2)" 2>/dev/null ;;
          'ad sp create '*) echo "principal-$(given --id "$@")" | tee "sp-$(given --id "$@")" ;;
          'ad app credential reset '*) echo "secret-of-$(given --id "$@")" ;;
          'rest --method PATCH '*)
            app=app-$(basename "$(given --url "$@")")
            jq --argjson body "$(given --body "$@")" '. + ($body + {api: ((.api // {}) + $body.api)})' "$app" > next && mv next "$app" ;;
          'rest --method GET '*) set -- $(given --url "$@" | tr "'" ' '); cat "grant-$2-$4" 2>/dev/null ;;
          'rest --method POST '*) given --body "$@" > body; echo granted > "grant-$(jq -r .clientId body)-$(jq -r .resourceId body)"; jq -r .scope body >> scopes ;;
        esac
        exit 0
        """;

    private static readonly string[] Roles = ["owner", "analyst", "auditor", "security", "representative", "platform-admin"];

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Registrations_roles_and_consent_are_made_once_and_the_settings_name_them()
    {
        var (exit, settings, errors) = await RunAsync("--portal", "https://mesh.example.org", "--secrets", "orders");

        Assert.True(exit == 0, errors);
        Assert.Equal($"https://login.microsoftonline.com/{Tenant}/v2.0", settings["Mesh__Identity__Authority"]);
        Assert.Equal("client-mesh-orders,principal-client-mesh-orders", settings["Mesh__Identity__Clients__orders"]);
        Assert.Equal($"api://{Tenant}/mesh-orders,client-mesh-orders", settings["Mesh__Identity__Audiences__orders"]);
        Assert.Equal("client-mesh-portal,principal-client-mesh-portal", settings["Mesh__Identity__Clients__portal"]);
        Assert.Equal("secret-of-client-mesh-orders", settings["Parameters__orders_client_secret"]);
        string[] services = ["catalog", "governance", "orders", "query"];
        foreach (var service in services)
        {
            var registration = Registration(service);
            Assert.Equal(2, registration["api"]!["requestedAccessTokenVersion"]!.GetValue<int>());
            Assert.Equal("idtyp", registration["optionalClaims"]!["accessToken"]![0]!["name"]!.GetValue<string>());
            Assert.Equal(Roles, RolesOf(registration));
            var scope = Assert.Single(registration["api"]!["oauth2PermissionScopes"]!.AsArray())!;
            var authorized = Assert.Single(registration["api"]!["preAuthorizedApplications"]!.AsArray())!;
            Assert.Equal(("access", "client-mesh-portal"), (scope["value"]!.GetValue<string>(), authorized["appId"]!.GetValue<string>()));
            Assert.Equal(scope["id"]!.GetValue<string>(), authorized["delegatedPermissionIds"]![0]!.GetValue<string>());
            Assert.True(File.Exists(Path.Combine(Folder.Path, $"grant-principal-client-mesh-portal-principal-client-mesh-{service}")), service);
        }

        Assert.Equal("https://mesh.example.org/sign-in/oidc/callback", Registration("portal")["web"]!["redirectUris"]![0]!.GetValue<string>());
        Assert.Equal(Roles, RolesOf(Registration("portal")));
        Assert.Equal(services.Select(_ => "access"), await File.ReadAllLinesAsync(Path.Combine(Folder.Path, "scopes")));

        // Run again it keeps ids and secrets, and adds the domain that is new.
        var before = Registration("orders").ToJsonString();
        File.Delete(Path.Combine(Folder.Path, "calls"));
        var (again, later, _) = await RunAsync("--portal", "https://mesh.example.org", "--portal-secret", "orders", "customer_care");
        Assert.Equal(0, again);
        Assert.Equal(before, Registration("orders").ToJsonString());
        Assert.Equal(["Parameters__portal_client_secret"], later.Keys.Where(setting => setting.EndsWith("_secret", StringComparison.Ordinal)));
        Assert.Equal("client-mesh-customer_care,principal-client-mesh-customer_care", later["Mesh__Identity__Clients__customer_care"]);
        Assert.Equal(["mesh-customer_care"], (await File.ReadAllLinesAsync(Path.Combine(Folder.Path, "calls"))).Where(call => call.StartsWith("ad app create ", StringComparison.Ordinal)).Select(call => call.Split(' ')[4]));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Addresses_clients_scopes_and_claims_that_were_added_by_hand_stay()
    {
        await RunAsync("--portal", "https://mesh.example.org", "orders");
        Change("portal", portal => portal["web"]!["redirectUris"]!.AsArray().Add("https://portal.wonderfulsea.azurecontainerapps.io/sign-in/oidc/callback"));
        Change("orders", orders =>
        {
            orders["api"]!["preAuthorizedApplications"]![0]!["delegatedPermissionIds"]!.AsArray().Add("scope-read");
            orders["api"]!["preAuthorizedApplications"]!.AsArray().Add(new JsonObject { ["appId"] = "client-notebook", ["delegatedPermissionIds"] = new JsonArray("scope-read") });
            orders["api"]!["oauth2PermissionScopes"]!.AsArray().Add(new JsonObject { ["id"] = "scope-read", ["value"] = "read" });
            orders["optionalClaims"]!["accessToken"]!.AsArray().Add(new JsonObject { ["name"] = "email" });
            orders["optionalClaims"]!["idToken"] = new JsonArray(new JsonObject { ["name"] = "email" });
        });
        var before = (Registration("portal").ToJsonString(), Registration("orders").ToJsonString());

        var (exit, _, errors) = await RunAsync("--portal", "https://mesh.example.org", "orders");

        Assert.True(exit == 0, errors);
        Assert.Equal(before, (Registration("portal").ToJsonString(), Registration("orders").ToJsonString()));
        Assert.Equal(
            ["keeps https://portal.wonderfulsea.azurecontainerapps.io/sign-in/oidc/callback; remove it if it is no longer used"],
            errors.Split('\n').Where(line => line.StartsWith("keeps ", StringComparison.Ordinal)));
    }

    [SkippableTheory]
    [InlineData("--portal is missing or no https address", "orders")]
    [InlineData("--portal is missing or no https address", "--portal", "http://mesh.example.org")]
    [InlineData("Orders is no domain's name", "--portal", "https://mesh.example.org", "Orders")]
    public async Task Wrong_word_is_named_before_anything_is_made(string line, params string[] arguments)
    {
        var (exit, _, errors) = await RunAsync(arguments);

        Assert.Equal(2, exit);
        Assert.StartsWith($"entra.sh: {line}", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Folder.Path, "calls")));
    }

    [SkippableTheory]
    [InlineData("rest --method PATCH", "rest --method PATCH --url https://graph.microsoft.com/v1.0/applications/object-mesh-portal")]
    [InlineData("rest --method POST", "rest --method POST --url https://graph.microsoft.com/v1.0/oauth2PermissionGrants")]
    [InlineData("ad app list", "ad app list --filter identifierUris/any(uri:uri eq 'api://" + Tenant + "/mesh-portal')")]
    [InlineData("ad sp create", "ad sp create --id client-mesh-portal")]
    [InlineData("ad app credential", "ad app credential reset --id")]
    public async Task Call_that_fails_ends_the_script_by_name(string failing, string named)
    {
        var (exit, settings, errors) = await RunAsync(failing, ["--portal", "https://mesh.example.org", "--secrets", "orders"]);

        Assert.Equal(1, exit);
        Assert.EndsWith($"az: Insufficient privileges\nentra.sh: az {named} failed. Correct what az reports above, and run this again: what is there is kept.\n", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Mesh__Identity__Clients__governance", settings.Keys);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Folder.Path, "calls")), call => call.StartsWith(failing, StringComparison.Ordinal));
    }

    private static IEnumerable<string> RolesOf(JsonNode registration) => registration["appRoles"]!.AsArray().Select(role => role!["value"]!.GetValue<string>());

    private JsonNode Registration(string service) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder.Path, $"app-object-mesh-{service}")))!;

    private void Change(string service, Action<JsonNode> change)
    {
        var registration = Registration(service);
        change(registration);
        File.WriteAllText(Path.Combine(Folder.Path, $"app-object-mesh-{service}"), registration.ToJsonString());
    }

    private Task<(int Exit, IReadOnlyDictionary<string, string> Settings, string Errors)> RunAsync(params string[] arguments) => RunAsync(failing: "none", arguments);

    private async Task<(int Exit, IReadOnlyDictionary<string, string> Settings, string Errors)> RunAsync(string failing, string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the stand-in of Azure's command line is a shell script");
        Skip.If(Environment.GetEnvironmentVariable("PATH")!.Split(':').All(folder => !File.Exists(Path.Combine(folder, "jq"))), "the script needs jq");
        await Folder.WriteProgramAsync("az", Az);
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            "bash", [Path.Combine(BuiltService.Repository, "docs", "sign-in", "entra.sh"), .. arguments], input: "",
            environment: new Dictionary<string, string?> { ["LC_ALL"] = "C", ["FAILING"] = failing, ["PATH"] = $"{Folder.Path}:{Environment.GetEnvironmentVariable("PATH")}" });
        return (exit, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim('\''), StringComparer.Ordinal), errors);
    }
}
