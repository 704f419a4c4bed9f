namespace Rathaus.Journeys.Tests.Support;

/// <summary>Documents with proof as people get and spoil them.</summary>
internal static class Proofs
{
    /// <summary>The bundle of the mailbox once the other town has cosigned.</summary>
    /// <param name="document">Address of the document's page.</param>
    public static Task<byte[]> BundleAsync(Visitor visitor, string document) => FetchAsync(visitor, document + ".zip");

    /// <summary>The document with its proof inside, likewise.</summary>
    public static Task<byte[]> PdfAsync(Visitor visitor, string document) => FetchAsync(visitor, document + "-nachweis.pdf");

    /// <summary>One bit of the document inside: archives of this house are stored, not packed.</summary>
    public static byte[] Altered(byte[] bundle)
    {
        var changed = bundle.ToArray();
        changed[changed.AsSpan().IndexOf("%PDF-1.7"u8) + 40] ^= 1;
        return changed;
    }

    private static async Task<byte[]> FetchAsync(Visitor visitor, string address)
    {
        for (var turn = 0; turn < 60; turn++)
        {
            var answer = await visitor.Context.APIRequest.GetAsync(address);
            if (answer.Status == 200)
                return await answer.BodyAsync();
            await visitor.Page.WaitForTimeoutAsync(500);
        }

        Assert.Fail("The document was never proven");
        return [];
    }
}
