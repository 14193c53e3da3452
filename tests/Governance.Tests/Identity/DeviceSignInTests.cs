using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Governance.Identity;

namespace MeshStarter.Governance.Tests.Identity;

/// <summary>A persona signs in at a device without a browser (RFC 8628), and signs out there (RFC 7009).</summary>
[Collection(GovernanceCollection.Name)]
[Trait("Category", "Quick")]
public sealed partial class DeviceSignInTests(GovernanceFixture fixture)
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private HttpClient Client => fixture.Running.Client;

    [SkippableFact]
    public async Task Persona_is_signed_in_at_the_device_once_by_the_form_of_the_page()
    {
        var discovery = (await Client.GetFromJsonAsync<JsonObject>("/.well-known/openid-configuration"))!;
        var begun = await BeginAsync(Client, Text(discovery, "device_authorization_endpoint"));
        Assert.Equal((600, 1, $"{fixture.Running.Issuer}/connect/device"), (begun["expires_in"]!.GetValue<int>(), begun["interval"]!.GetValue<int>(), Text(begun, "verification_uri")));
        Assert.Matches("^[B-Z]{4}-[B-Z]{4}$", Text(begun, "user_code"));
        Assert.Equal((HttpStatusCode.BadRequest, "authorization_pending"), await RefusalAsync(fixture.Running, begun));

        using var page = await Client.GetAsync(Text(begun, "verification_uri_complete"));
        var html = await page.Content.ReadAsStringAsync();
        var (status, done) = await DecideAsync(html, ("persona", "auditor"));

        Assert.Contains(Text(begun, "user_code"), html, StringComparison.Ordinal);
        Assert.Equal("default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Signed in as auditor", done, StringComparison.Ordinal);
        var (granted, tokens) = await PollAsync(fixture.Running, begun);
        Assert.Equal(HttpStatusCode.OK, granted);
        using var audit = await fixture.Running.SendAsync(HttpMethod.Get, "/audit?limit=1", Text(tokens, "access_token"));
        Assert.Equal(HttpStatusCode.OK, audit.StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), await RefusalAsync(fixture.Running, begun));
        var (decidedTwice, _) = await DecideAsync(html, ("persona", "analyst"));
        Assert.Equal(HttpStatusCode.BadRequest, decidedTwice);
    }

    [SkippableFact]
    public async Task Refresh_token_is_good_once_without_a_secret_and_for_none_after_its_revocation()
    {
        var first = await SignInAsync();
        var (status, second) = await fixture.Running.TokenAsync(Refresh(first));
        var (asPortal, _) = await fixture.Running.TokenAsync([.. Refresh(second).Where(field => field.Key != "client_id"), new("client_id", "portal"), new("client_secret", RunningGovernance.PortalSecret)]);

        using var content = new FormUrlEncodedContent([new("token", Text(second, "refresh_token")), new("client_id", RunningGovernance.CommandLine)]);
        using var revoked = await Client.PostAsync("/connect/revoke", content);
        var (afterwards, refusal) = await fixture.Running.TokenAsync(Refresh(second));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK), (status, asPortal, revoked.StatusCode));
        Assert.NotEqual(Text(first, "refresh_token"), Text(second, "refresh_token"));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (afterwards, Text(refusal, "error")));
    }

    [SkippableFact]
    public async Task Person_refuses_and_the_device_hears_it()
    {
        var begun = await BeginAsync(Client);

        var (status, _) = await DecideAsync(await Client.GetStringAsync(Text(begun, "verification_uri_complete")), ("cancel", "true"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((HttpStatusCode.BadRequest, "access_denied"), await RefusalAsync(fixture.Running, begun));
    }

    [SkippableFact]
    public async Task Code_is_taken_as_a_person_types_it_and_one_that_does_not_wait_is_reported()
    {
        var begun = await BeginAsync(Client);
        var typed = Text(begun, "user_code").ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal);

        var found = await Client.GetStringAsync($"/connect/device?user_code={Uri.EscapeDataString(typed)}");
        using var unknown = await Client.GetAsync("/connect/device?user_code=BBBB-BBBB");

        Assert.Contains("value=\"analyst\"", found, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("No sign-in waits with this code", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("name=\"user_code\"", await Client.GetStringAsync("/connect/device"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Form_of_another_page_decides_nothing()
    {
        var begun = await BeginAsync(Client);
        using var form = new FormUrlEncodedContent([new("user_code", Text(begun, "user_code")), new("persona", "analyst")]);

        using var response = await fixture.Running.SendAsync(HttpMethod.Post, "/connect/device", content: form, headers: ("Origin", "http://attacker.example"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, "authorization_pending"), await RefusalAsync(fixture.Running, begun));
    }

    [SkippableTheory]
    [InlineData("nobody")]
    [InlineData("portal")]
    [InlineData("")]
    public async Task Client_that_is_none_or_has_a_secret_begins_nothing(string client)
    {
        using var form = new FormUrlEncodedContent([new("client_id", client)]);
        using var response = await Client.PostAsync("/connect/device_authorization", form);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (response.StatusCode, Text((await response.Content.ReadFromJsonAsync<JsonObject>())!, "error")));
    }

    [SkippableTheory]
    [InlineData("client_credentials", "unauthorized_client")]
    [InlineData("authorization_code", "unauthorized_client")]
    [InlineData(DeviceGrant, "invalid_grant")]
    [InlineData("refresh_token", "invalid_grant")]
    public async Task Client_without_a_secret_gets_no_other_tokens(string grantType, string error)
    {
        var (status, refusal) = await fixture.Running.TokenAsync([new("grant_type", grantType), new("client_id", RunningGovernance.CommandLine), new("device_code", "made up"), new("refresh_token", "made up")]);

        Assert.Equal((HttpStatusCode.BadRequest, error), (status, Text(refusal, "error")));
    }

    [Fact]
    public void Client_that_polls_before_its_interval_has_passed_is_slowed_down_by_five_seconds()
    {
        var time = new StoppedTime();
        var codes = new DeviceCodes(time);
        var (code, _) = codes.Begin(RunningGovernance.CommandLine);
        Assert.Equal("authorization_pending", Poll().Error);

        time.Advance(DeviceCodes.Interval - TimeSpan.FromTicks(1));
        Assert.Equal(new OAuthError("slow_down", "Wait for 6 seconds between two requests."), Poll());
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("authorization_pending", Poll().Error);

        OAuthError Poll() => codes.Collect(code, RunningGovernance.CommandLine).Error!;
    }

    [SkippableFact]
    public async Task Code_that_no_person_enters_expires()
    {
        _ = fixture.Running; // skips without a server
        var time = new MovableTime();
        await using var governance = await RunningGovernance.HostAsync(await fixture.CreateDatabaseAsync(), time: time);
        var begun = await BeginAsync(governance.Client);

        time.Advance(TimeSpan.FromMinutes(10));

        using var page = await governance.Client.GetAsync(Text(begun, "verification_uri_complete"));
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, "expired_token"), await RefusalAsync(governance, begun));
    }

    private async Task<JsonObject> SignInAsync()
    {
        var begun = await BeginAsync(Client);
        await DecideAsync(await Client.GetStringAsync(Text(begun, "verification_uri_complete")), ("persona", "analyst"));
        var (status, tokens) = await PollAsync(fixture.Running, begun);
        Assert.Equal(HttpStatusCode.OK, status);
        return tokens;
    }

    private static async Task<JsonObject> BeginAsync(HttpClient client, string address = "/connect/device_authorization")
    {
        using var form = new FormUrlEncodedContent([new("client_id", RunningGovernance.CommandLine), new("scope", "openid profile offline_access")]);
        return await client.JsonAsync(HttpMethod.Post, address, token: null, form);
    }

    // As a browser sends the page's form.
    private async Task<(HttpStatusCode Status, string Html)> DecideAsync(string page, (string Name, string Value) button)
    {
        var hidden = Hidden().Match(page);
        Assert.True(hidden.Success, page);
        using var form = new FormUrlEncodedContent([new(hidden.Groups["name"].Value, WebUtility.HtmlDecode(hidden.Groups["value"].Value)), new(button.Name, button.Value)]);
        using var response = await fixture.Running.SendAsync(HttpMethod.Post, Action().Match(page).Groups["action"].Value, content: form, headers: ("Origin", fixture.Running.Issuer));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<(HttpStatusCode Status, string Error)> RefusalAsync(RunningGovernance governance, JsonObject begun)
    {
        var (status, refusal) = await PollAsync(governance, begun);
        return (status, Text(refusal, "error"));
    }

    private static Task<(HttpStatusCode Status, JsonObject Body)> PollAsync(RunningGovernance governance, JsonObject begun) =>
        governance.TokenAsync([new("grant_type", DeviceGrant), new("device_code", Text(begun, "device_code")), new("client_id", RunningGovernance.CommandLine)]);

    private static KeyValuePair<string, string>[] Refresh(JsonObject tokens) => [new("grant_type", "refresh_token"), new("refresh_token", Text(tokens, "refresh_token")), new("client_id", RunningGovernance.CommandLine)];

    private static string Text(JsonObject json, string name) => json[name]!.GetValue<string>();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]+)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Hidden();

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]+)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Action();
}
