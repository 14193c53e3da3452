using MeshStarter.Portal.Querying;
using Microsoft.AspNetCore.Components;

namespace MeshStarter.Portal.Layout;

/// <summary>A page with forms. It is read as it is after a form was sent; <see cref="Outcome"/> shows what came of the form, and why there is nothing to read.</summary>
public abstract class FormPage : ComponentBase
{
    /// <summary>The request of the page.</summary>
    [CascadingParameter]
    protected HttpContext? Http { get; set; }

    /// <summary>The answer to a form; null where none was sent.</summary>
    protected string? Said { get; set; }

    /// <summary>Whether the form was taken.</summary>
    protected bool IsDone { get; private set; }

    /// <summary>The reason why the page cannot be read; null where it can.</summary>
    protected string? Problem { get; set; }

    /// <summary>The signed-in user.</summary>
    protected string Persona => Http!.User.Identity!.Name!;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => HttpMethods.IsPost(Http!.Request.Method) ? Task.CompletedTask : LoadAsync();

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
            Problem = failure.Message;
            failure.SetStatusOf(Http!.Response);
        }
    }

    /// <summary>Sends a form and keeps what came of it.</summary>
    /// <param name="send">Sends it; the result is why it was not taken, or null.</param>
    /// <param name="done">The text for a form that was taken.</param>
    /// <returns>Whether it was taken.</returns>
    protected Task<bool> SendAsync(Func<CancellationToken, Task<string?>> send, string done) =>
        SendAsync(async cancellationToken => await send(cancellationToken) is { } refusal ? (false, refusal) : (true, done));

    /// <summary>Sends a form and keeps what came of it.</summary>
    /// <param name="send">Sends it.</param>
    /// <returns>Whether it was taken.</returns>
    protected async Task<bool> SendAsync(Func<CancellationToken, Task<(bool IsDone, string Said)>> send)
    {
        try
        {
            (IsDone, Said) = await send(Http!.RequestAborted);
        }
        catch (ServiceException failure)
        {
            Said = failure.Message;
        }

        return IsDone;
    }
}
