using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MeshStarter.BrowserKit;

/// <summary>A tab of a browser that shows the portal.</summary>
public sealed class PortalTab : IAsyncDisposable
{
    private readonly Uri _portal;

    internal PortalTab(IPage page, Uri portal) => (Page, _portal) = (page, portal);

    /// <summary>Its page.</summary>
    public IPage Page { get; }

    /// <summary>Signs in as a persona by the form's button, for all tabs of the browser, and sees a page.</summary>
    public async Task SignInByHandAsync(string persona, string address = "/")
    {
        await OpenAsync($"/sign-in?return={Uri.EscapeDataString(address)}");
        await Page.Locator($"button[name=persona][value='{persona}']").ClickAsync();
        // This looks again and again: on a busy machine a wait for the network's rest did not see it.
        await Assertions.Expect(Page).Not.ToHaveURLAsync(new Regex("/sign-in"));
        await Page.WaitForLoadStateAsync();
    }

    /// <summary>Signs in as a persona, for all tabs of the browser, and sees a page. The form is read and sent without being shown: that takes less than half.</summary>
    public async Task SignInAsync(string persona, string address = "/")
    {
        var (requests, form) = (Page.APIRequest, new Uri(_portal, "/sign-in").ToString());
        var shown = await requests.GetAsync(form);
        var fields = requests.CreateFormData();
        fields.Set(PortalBrowser.FormTokenField, PortalBrowser.FormTokenOf(await shown.TextAsync()));
        fields.Set("persona", persona);
        var answer = await requests.PostAsync(form, new() { Form = fields, MaxRedirects = 0, Headers = [new("Sec-Fetch-Site", "same-origin")] });
        if (answer.Status is not (302 or 303))
        {
            throw new InvalidOperationException($"{persona} is not signed in: {answer.Status} {await answer.TextAsync()}");
        }

        await OpenAsync(address);
    }

    /// <summary>Opens an address of the portal.</summary>
    internal Task OpenAsync(string address) => Page.GotoAsync(new Uri(_portal, address).ToString());

    /// <summary>Closes the tab.</summary>
    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
