using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MeshStarter.Portal.Tests;

/// <summary>The answers to a browser for addresses that name nothing, or have what none of the portal's links has: always a page.</summary>
[Trait("Category", "Quick")]
public sealed class ProblemPageTests(ShownMesh shown) : IClassFixture<ShownMesh>
{
    [Theory]
    [InlineData("/sql?query=a%00b", HttpStatusCode.BadRequest, "Query holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("/quarantine/nowhere.orders", HttpStatusCode.NotFound, "There is no product nowhere.orders that you may see.")]
    [InlineData("/quarantine/shop.orders?after=x", HttpStatusCode.BadRequest, "The address has an end of another page.")]
    [InlineData("/lineage?node=shop.orders&depth=x", HttpStatusCode.BadRequest, "Steps must be a whole number from 0 to 100.")]
    [InlineData("/lineage?node=shop.orders&depth=99999999999999999999", HttpStatusCode.BadRequest, "Steps must be a whole number from 0 to 100.")]
    [InlineData("/rules/versions?from=x&to=1", HttpStatusCode.BadRequest, "Versions are compared by their numbers")]
    [InlineData("/products/shop.orders?sample=x", HttpStatusCode.OK, "Columns, as you get them")]
    [InlineData("/data/sql/columns?product=x", HttpStatusCode.BadRequest, "Product: \"x\" is not a product's name")]
    public async Task Address_with_what_no_link_has_is_a_page_that_says_why(string address, HttpStatusCode expected, string said)
    {
        await shown.Portal.Browser.SignInAsync("shop-owner");

        var (status, html) = await shown.Portal.Browser.LoadAsync(address);

        Assert.Equal(expected, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("Signed in as", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_wants_no_page_gets_problem_details()
    {
        using var browser = new PortalBrowser(shown.Portal.Address);

        using var response = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/sql?query=a%00b"));

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal("urn:mesh:problem:bad-request", JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("type").GetString());
    }

    public static TheoryData<string, string, string, string> UnreadableForms
    {
        get
        {
            var forms = new TheoryData<string, string, string, string>();
            foreach (var (method, address) in new[] { ("POST", "/sign-in"), ("POST", "/sign-out"), ("POST", "/theme"), ("POST", "/access/request"), ("DELETE", "/data/sql/queries/20260101_000000_00001_aaaaa") })
            {
                forms.Add(method, address, "application/x-www-form-urlencoded", "a=%00");
                forms.Add(method, address, "multipart/form-data", "--x--");
                forms.Add(method, address, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb");
            }

            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(UnreadableForms))]
    public async Task Form_that_cannot_be_read_is_refused_with_the_reason(string method, string address, string contentType, string body)
    {
        await shown.Portal.Browser.SignInAsync("shop-owner");

        using var page = await shown.Portal.Browser.SendAsync(Form(method, address, contentType, body, "text/html"));
        using var problem = await shown.Portal.Browser.SendAsync(Form(method, address, contentType, body, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Contains("The form cannot be read", PageText.ReadMain(await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, "urn:mesh:problem:bad-request"), (problem.StatusCode, await TypeOfAsync(problem)));
    }

    [Fact]
    public async Task Form_that_cannot_be_read_of_a_reader_who_is_signed_out_leads_to_the_sign_in()
    {
        using var browser = new PortalBrowser(shown.Portal.Address);

        using var page = await browser.SendAsync(Form("POST", "/access/request", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb", "text/html"));

        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.Contains("You are not signed in", PageText.ReadMain(await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-out")]
    [InlineData("/theme")]
    [InlineData("/access/request")]
    [InlineData("/data/sql/csv")]
    public async Task Form_of_a_program_without_a_token_is_a_problem_of_its_type(string address)
    {
        await shown.Portal.Browser.SignInAsync("shop-owner");

        using var response = await shown.Portal.Browser.SendAsync(Form("POST", address, "application/x-www-form-urlencoded", "theme=dark&persona=security&query=a", "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, "urn:mesh:problem:form-expired"), (response.StatusCode, await TypeOfAsync(response)));
    }

    [Theory]
    [InlineData("node: there is nothing of that name that you may see.", 404, "There is nothing of that name that you may see.")]
    [InlineData("There is no proposal 1; GET /proposals lists those that there are.", 404, "There is no proposal 1.")]
    [InlineData("You have asked for it already, and it is not decided: GET /access/requests?product=orders.orders.", 409, "You have asked for it already, and it is not decided.")]
    [InlineData("Its end has passed. Ask again: POST /access/requests. It is decided again.", 409, "Its end has passed. Ask again. It is decided again.")]
    [InlineData("name: there is no product \"a\" that you may see; GET /products lists those that there are.", 404, "There is no product \"a\" that you may see.")]
    [InlineData("name: there is no product \"a\" that you may see; GET /products lists those that there are. Did you mean b?", 404, "There is no product \"a\" that you may see. Did you mean b?")]
    [InlineData("depth: must be a whole number from 0 to 100.", 400, "Depth must be a whole number from 0 to 100.")]
    [InlineData("valid_until: \"x\" is no time.", 400, "Valid until: \"x\" is no time.")]
    [InlineData("q: has 6000 characters; a search has at most 500. Search for fewer words.", 400, "The search has 6000 characters; a search has at most 500. Search for fewer words.")]
    [InlineData("It is not so: try again.", 400, "It is not so: try again.")]
    public async Task Text_for_programs_is_a_sentence_for_readers(string detail, int status, string expected)
    {
        shown.Mesh.Answer("catalog/lineage", MadeMesh.Problem(status, detail));
        await shown.Portal.Browser.SignInAsync("shop-owner");

        var (shownStatus, html) = await shown.Portal.Browser.LoadAsync("/lineage?node=shop.orders");

        Assert.Equal(status, (int)shownStatus);
        Assert.EndsWith($" {expected}", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    private static HttpRequestMessage Form(string method, string address, string contentType, string body, string accept) => new(new HttpMethod(method), address)
    {
        Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } },
        Headers = { { "Accept", accept }, { "Sec-Fetch-Site", "same-origin" } },
    };

    private static async Task<string?> TypeOfAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("type").GetString();
}
