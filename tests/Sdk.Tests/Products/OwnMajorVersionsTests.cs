using System.Security.Claims;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using MeshStarter.Sdk.Tests.Consuming;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Sdk.Tests.Products;

public sealed class OwnMajorVersionsTests : IAsyncLifetime
{
    private const string Prices = "checked.prices";

    private readonly OwnProducts _products = OwnProducts.Read(typeof(OwnMajorVersionsTests).Assembly, "checked");
    private readonly ClaimsPrincipal _caller = new();
    private readonly QuickTime _time = new();
    private PortServer _catalog = null!;
    private OwnMajorVersions _majorVersions = null!;

    public async Task InitializeAsync()
    {
        _catalog = await PortServer.StartAsync();
        HasMajorVersion(1, MajorVersionState.Active, isDefault: true);
        HasMajorVersion(2, MajorVersionState.Pending);
        var registered = new RegisteredProducts();
        foreach (var product in _products.All.Where(own => own.Name.ToString() != "checked.misread"))
        {
            registered.Add(product);
        }

        registered.Complete();
        _majorVersions = new OwnMajorVersions(_products, registered, new CatalogClient(new HttpClient { BaseAddress = _catalog.Address }), _time);
        await _majorVersions.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => _products.All.Where(own => own.Name.ToString() == Prices).All(own => _majorVersions.StatusOf(own) is not null));
    }

    public async Task DisposeAsync()
    {
        await _majorVersions.StopAsync(CancellationToken.None);
        _majorVersions.Dispose();
        await _catalog.DisposeAsync();
    }

    [Fact]
    public void Plain_name_is_the_default_one_s_and_one_that_the_catalog_has_not_taken_is_not_served()
    {
        Assert.Equal([("prices", 1), ("prices@1", 1), ("prices@2", 2)], Found("prices", "prices@1", "prices@2"));

        Assert.All(Found("prices@3", "prices@", "prices@01", "prices_v1", ""), found => Assert.Null(found.Major));

        Assert.Equal("checked.rates", Visible.FindTable(_caller, "rates").Name.ToString());
        Refusal(() => Visible.Find(_caller, "rates", PortType.Table));

        var problem = Refusal(() => Visible.Find(_caller, "misread", PortType.Table));

        Assert.Equal((StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable), (problem.StatusCode, problem.ProblemDetails.Type));
        Assert.StartsWith("checked.misread@1 is not served: the catalog has not taken its descriptor,", problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    private IEnumerable<(string Name, int? Major)> Found(params string[] names) => names.Select(name => (name, _majorVersions.Find(name, PortType.Table)?.Id.Major));

    [Fact]
    public void Catalog_hears_from_the_service_without_a_question_for_each_product()
    {
        Assert.Contains(_catalog.Requests, request => request.Path == "/domains/checked/presence");
        Assert.DoesNotContain(_catalog.Requests, request => request.Path.StartsWith("/products", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<html>Be right back.</html>", "text/html")]
    [InlineData("<html>Be right back.</html>", "text/html; charset=windows-1252")]
    [InlineData("null", "text/html")]
    public async Task Answer_that_cannot_be_read_changes_nothing_and_ends_nothing(string page, string type)
    {
        (_catalog.PageType, _catalog.Page) = (type, page);
        var requested = _catalog.Requests.Count;
        await Eventually.HoldsAsync(() => _catalog.Requests.Count > requested + 1);
        Assert.Equal(("prices", 1), Assert.Single(Found("prices")));

        _catalog.Page = null;
        HasMajorVersion(1, MajorVersionState.Deprecated);
        HasMajorVersion(2, MajorVersionState.Active, isDefault: true);
        await Eventually.HoldsAsync(() => _majorVersions.Find("prices", PortType.Table)?.Id.Major == 2);
    }

    private VisibleOwnProducts Visible => new(_products, _majorVersions, (_, _) => true, (_, _) => true);

    [Theory]
    [InlineData("prices", "absent")]
    [InlineData("prices@1", "absent@1")]
    [InlineData("prices@2", "absent@2")]
    [InlineData("misread", "absent_")]
    public async Task One_that_the_caller_may_not_discover_is_not_there_in_whatever_state_it_is(string hidden, string absent)
    {
        HasMajorVersion(1, MajorVersionState.Retired, successor: "checked.prices@2");
        await Eventually.HoldsAsync(() => _majorVersions.StatusOf(_majorVersions.Find("prices@1", PortType.Table)!)?.State == MajorVersionState.Retired);
        var visible = new VisibleOwnProducts(_products, _majorVersions, IsVisible, IsVisible);

        static bool IsVisible(ClaimsPrincipal caller, OwnProduct product) => product.Name.Product is not ("prices" or "misread");

        foreach (var find in (Func<string, OwnProduct>[])
            [name => visible.Find(_caller, name, PortType.Table), name => visible.Find(_caller, name, PortType.Stream), name => visible.Find(_caller, name, PortType.Rest), name => visible.FindTable(_caller, name), name => visible.Find(_caller, name)])
        {
            var (ofHidden, ofAbsent) = (Refusal(() => find(hidden)), Refusal(() => find(absent)));
            Assert.Equal(
                (ofAbsent.StatusCode, ofAbsent.ProblemDetails.Type, ofAbsent.ProblemDetails.Detail!.Replace(absent, hidden, StringComparison.Ordinal)),
                (ofHidden.StatusCode, ofHidden.ProblemDetails.Type, ofHidden.ProblemDetails.Detail));
            Assert.DoesNotContain(hidden, ofAbsent.ProblemDetails.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Deprecated_one_is_served_with_its_dates_and_refused_with_its_successor_s_name_once_it_is_retired()
    {
        HasMajorVersion(1, MajorVersionState.Deprecated, successor: "checked.prices@2");
        HasMajorVersion(2, MajorVersionState.Active, isDefault: true);
        await Eventually.HoldsAsync(() => _majorVersions.Find("prices", PortType.Table)?.Id.Major == 2);
        var (deprecated, active) = (new DefaultHttpContext().Response, new DefaultHttpContext().Response);

        PortDeprecation.Notify(deprecated, _majorVersions.StatusOf(_majorVersions.Find("prices@1", PortType.Table)!));
        PortDeprecation.Notify(active, _majorVersions.StatusOf(_majorVersions.Find("prices@2", PortType.Table)!));

        Assert.Equal(("@1777593600", "Sat, 01 Jun 2126 00:00:00 GMT"), (deprecated.Headers["Deprecation"].ToString(), deprecated.Headers["Sunset"].ToString()));
        Assert.Empty(active.Headers);

        HasMajorVersion(1, MajorVersionState.Retired, successor: "checked.prices@2");
        await Eventually.HoldsAsync(() => _majorVersions.StatusOf(_majorVersions.Find("prices@1", PortType.Table)!)?.State == MajorVersionState.Retired);

        var problem = Refusal(() => Visible.Find(_caller, "prices@1", PortType.Table));

        Assert.Equal((StatusCodes.Status410Gone, ProblemTypes.ProductRetired), (problem.StatusCode, problem.ProblemDetails.Type));
        Assert.Equal("checked.prices@1 was retired at 2026-06-01 00:00:00Z; checked.prices@2 takes its place.", problem.ProblemDetails.Detail);
        Assert.Equal(2, Visible.Find(_caller, "prices@2", PortType.Table).Id.Major);
    }

    [Fact]
    public async Task Version_ends_at_its_time_also_while_the_catalog_is_away()
    {
        var end = _time.GetUtcNow().AddMinutes(1);
        HasMajorVersion(1, MajorVersionState.Deprecated, isDefault: true, successor: "checked.prices@2", end: end);
        await Eventually.HoldsAsync(() => _majorVersions.StatusOf(_majorVersions.Find("prices@1", PortType.Table)!)?.RetiresAt == end);
        _catalog.Page = "null";

        await Eventually.HoldsAsync(() => _majorVersions.StatusOf(_majorVersions.Find("prices@1", PortType.Table)!)?.State == MajorVersionState.Retired);

        Assert.Equal(StatusCodes.Status410Gone, Refusal(() => Visible.Find(_caller, "prices@1", PortType.Table)).StatusCode);
        Assert.Equal([("prices", 2)], Found("prices"));
    }

    private static ProblemHttpResult Refusal(Func<OwnProduct> find) => Assert.IsType<ProblemHttpResult>(Assert.Throws<RequestRefusedException>(find).Answer);

    private void HasMajorVersion(int major, MajorVersionState state, bool isDefault = false, string? successor = null, DateTimeOffset? end = null)
    {
        var name = $"{Prices}@{major}";
        _catalog.Register(name, PortType.Table);
        _catalog.Products[name] = _catalog.Products[name] with
        {
            Version = new ProductVersion(major, 0, 0),
            Lifecycle = new MajorVersionStatus
            {
                Major = major,
                Version = new ProductVersion(major, 0, 0),
                State = state,
                IsDefault = isDefault,
                ActiveFrom = DateTimeOffset.UnixEpoch,
                DeprecatedAt = state == MajorVersionState.Deprecated ? new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero) : null,
                RetiresAt = state == MajorVersionState.Retired ? new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)
                    : state == MajorVersionState.Deprecated ? end ?? new DateTimeOffset(2126, 6, 1, 0, 0, 0, TimeSpan.Zero) : null,
                Successor = successor,
            },
        };
    }
}
