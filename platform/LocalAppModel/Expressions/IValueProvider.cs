namespace Aspire.Hosting.ApplicationModel;

/// <summary>A provider of text that is available when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>Gets the text.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}
