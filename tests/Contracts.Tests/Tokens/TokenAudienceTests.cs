using System.Buffers.Text;
using System.Text;
using MeshStarter.Contracts.Tokens;

namespace MeshStarter.Contracts.Tests.Tokens;

[Trait("Category", "Quick")]
public sealed class TokenAudienceTests
{
    [Theory]
    [InlineData("""{"aud":"orders"}""", true)]
    [InlineData("""{"aud":["orders"]}""", true)]
    [InlineData("""{"aud":["orders","query"]}""", false)]
    [InlineData("""{"aud":["orders","orders"]}""", false)]
    [InlineData("""{"aud":[]}""", false)]
    [InlineData("""{"aud":["Orders"]}""", false)]
    [InlineData("""{"aud":["orders",1]}""", false)]
    [InlineData("""{"aud":{"orders":1}}""", false)]
    [InlineData("""{"sub":"orders"}""", false)]
    [InlineData("""["orders"]""", false)]
    [InlineData("orders", false)]
    public void Token_is_for_one_audience_only_if_it_names_that_and_no_other(string claims, bool only) =>
        Assert.Equal(only, TokenAudience.IsOnly(Token(claims), "orders"));

    [Theory]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("a.%.c")]
    [InlineData("a.e30.c.d.e")]
    public void Text_that_is_no_token_has_no_audience_and_no_issuer(string text) =>
        Assert.Equal((null, null, false), (TokenAudience.Read(text), TokenAudience.Issuer(text), TokenAudience.IsOnly(text, "orders")));

    [Fact]
    public void Issuer_is_the_one_that_the_token_names() => Assert.Equal("https://id.example.org", TokenAudience.Issuer(Token("""{"iss":"https://id.example.org"}""")));

    private static string Token(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
}
