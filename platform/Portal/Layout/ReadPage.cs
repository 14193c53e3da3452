using MeshStarter.Portal.Querying;
using Microsoft.AspNetCore.Components;

namespace MeshStarter.Portal.Layout;

/// <summary>A page whose content services give. Where one does not, the page shows the reason, and has its status.</summary>
public abstract class ReadPage : ComponentBase
{
    /// <summary>The request of the page.</summary>
    [CascadingParameter]
    protected HttpContext? Http { get; set; }

    /// <summary>The reason why the page cannot be read; null where it can.</summary>
    protected string? Problem { get; set; }

    /// <summary>The signed-in user.</summary>
    protected string Persona => Http!.User.Identity!.Name!;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task ReadAsync(CancellationToken cancellationToken);

    /// <summary>Reads what the page shows, or why it cannot be read.</summary>
    protected async Task LoadAsync()
    {
        try
        {
            await ReadAsync(Http!.RequestAborted);
        }
        catch (ServiceException failure)
        {
            // Reloading a sent form would send it again.
            Problem = failure.Message + (HttpMethods.IsPost(Http!.Request.Method) ? "" : failure.Advice);
            failure.SetStatusOf(Http!.Response);
        }
    }
}
