using MeshStarter.ServiceDefaults.Identity.Provider;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.ServiceDefaults.Tests.Identity;

/// <summary>Settings of a provider's names that could make two principals of one, or one of two.</summary>
[Trait("Category", "Quick")]
public sealed class ProviderSettingTests
{
    [Theory]
    [InlineData("Setting Mesh:Identity:SubjectClaim is email, which", "SubjectClaim=email")]
    [InlineData("Setting Mesh:Identity:Clients:query has A, as Mesh:Identity:Clients:orders does.", "Clients:orders=a", "Clients:query=A")]
    [InlineData("Setting Mesh:Identity:Clients:Orders is not of the name of a service.", "Clients:Orders=a")]
    [InlineData("Setting Mesh:Identity:Clients:service is not of the name of a service.", "Clients:service=a")]
    [InlineData("Setting Mesh:Identity:Clients:orders is empty.", "Clients:orders= , ")]
    [InlineData("Setting Mesh:Identity:Claims:0 has no Claim or no Value.", "Claims:0:Value=x", "Claims:0:Domain=orders")]
    [InlineData("Setting Mesh:Identity:Claims:0 gives nothing.", "Claims:0:Claim=groups", "Claims:0:Value=x")]
    [InlineData("Setting Mesh:Identity:Claims:0:Role is not known.", "Claims:0:Claim=groups", "Claims:0:Value=x", "Claims:0:Role=owner")]
    [InlineData("Setting Mesh:Identity:Claims:0:Roles has service, which people do not have.", "Claims:0:Claim=groups", "Claims:0:Value=x", "Claims:0:Roles=owner,service")]
    [InlineData("Setting Mesh:Identity:Claims:0:Domain is \"query\", which is no domain's name.", "Claims:0:Claim=groups", "Claims:0:Value=x", "Claims:0:Domain=query")]
    [InlineData("Setting Mesh:Identity:Claims gives groups x two domains.", "Claims:0:Claim=groups", "Claims:0:Value=x", "Claims:0:Domain=orders", "Claims:1:Claim=groups", "Claims:1:Value=x", "Claims:1:Domain=payments")]
    [InlineData("Setting Mesh:Identity:Audiences:query has a, which is an audience of catalog.", "Audiences:catalog=a", "Audiences:query=b,a")]
    [InlineData("Setting Mesh:Identity:Audiences:query has api://catalog, which is an audience of catalog.", "AudienceForm=api://{audience}", "Audiences:query=api://catalog")]
    [InlineData("Setting Mesh:Identity:AudienceForm is \"api://mesh\".", "AudienceForm=api://mesh")]
    [InlineData("Setting Mesh:Identity:SharedAudience excludes Mesh:Identity:Audiences", "SharedAudience=api://mesh", "Audiences:catalog=a")]
    public void Mapping_that_is_not_clear_is_refused_with_one_line_that_names_the_key(string line, params string[] settings)
    {
        var refused = Assert.Throws<StartRefusedException>(() => TestService.Build(authority: null, Settings(settings)));

        Assert.StartsWith(line, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task Further_issuer_that_is_no_address_is_refused()
    {
        await using var service = TestService.Build(authority: null, new() { ["Mesh:Identity:Authority"] = "https://id.example.org", ["Mesh:Identity:TokenIssuer"] = "sts.windows.net" }, environment: "Production");

        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => service.StartAsync(CancellationToken.None));

        Assert.StartsWith("Setting Mesh:Identity:TokenIssuer is \"sts.windows.net\".", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://login.example.com")]
    [InlineData("http://localhost:7402")]
    [InlineData("not a url")]
    public async Task Authority_without_tls_is_refused_outside_development(string authority)
    {
        await using var service = TestService.Build(authority: null, new() { ["Mesh:Identity:Authority"] = authority, ["Mesh:Data"] = Path.Combine(AppContext.BaseDirectory, "data") }, environment: "Production");

        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => service.StartAsync(CancellationToken.None));

        Assert.Equal([$"Setting Mesh:Identity:Authority is \"{authority}\". Set it to an https URL (plain http only for this machine, in Development)."], refused.Failures);
    }

    [Theory]
    [InlineData("catalog", "", "orders", "orders", "orders")]
    [InlineData("Audiences:orders=api://x/orders,guid", "guid", "orders", "api://x/orders", "api://x/orders guid")]
    [InlineData("AudienceForm=api://x/{audience}", "api://x/orders", "orders", "api://x/orders", "api://x/orders")]
    [InlineData("AudienceForm=api://x/{audience}", "api://x/Orders", null, "api://x/orders", "api://x/orders")]
    [InlineData("AudienceForm=api://x/{audience}", "orders", null, "api://x/orders", "api://x/orders")]
    [InlineData("Audiences:catalog=guid", "orders", "orders", "orders", "orders")]
    public async Task Audience_is_read_as_a_service_and_a_service_is_requested_by_its_audience(string setting, string audience, string? service, string requested, string accepted)
    {
        await using var built = TestService.Build(authority: null, Settings(setting));
        var audiences = built.Services.GetRequiredService<ProviderAudiences>();

        Assert.Equal((service, requested, accepted), (audiences.FindService(audience.Length == 0 ? "orders" : audience), audiences.RequestedFor("orders"), string.Join(' ', audiences.AcceptedBy("orders"))));
    }

    private static Dictionary<string, string?> Settings(params string[] settings) =>
        settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => $"Mesh:Identity:{pair[0]}", pair => pair.Length > 1 ? pair[1] : null, StringComparer.Ordinal);
}
