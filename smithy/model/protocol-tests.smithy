$version: "2.0"

namespace framework.api

use aws.protocols#restJson1
use smithy.test#httpMalformedRequestTests
use smithy.test#httpRequestTests
use smithy.test#httpResponseTests

apply GetInstallationToken @httpRequestTests([
    {
        id: "InstallationTokenByNodeId"
        documentation: "A target by node id alone, as older callers send it."
        protocol: restJson1
        method: "POST"
        uri: "/tokens/installation"
        headers: { "Content-Type": "application/json" }
        body: """
            {"appId": 3000000001, "nodeId": "O_kgDOABCDEF"}"""
        bodyMediaType: "application/json"
        params: { appId: 3000000001, nodeId: "O_kgDOABCDEF" }
    }
    {
        id: "InstallationTokenScoped"
        documentation: "A target by login and a scope with ids beyond 32 bits."
        protocol: restJson1
        method: "POST"
        uri: "/tokens/installation"
        headers: { "Content-Type": "application/json" }
        body: """
            {"appId": 7, "owner": "octo-org", "scopeDown": {"repositoryIds": [4294967296], "repositoryNames": ["app.js"], "permissions": {"contents": "read"}}}"""
        bodyMediaType: "application/json"
        params: {
            appId: 7
            owner: "octo-org"
            scopeDown: {
                repositoryIds: [4294967296]
                repositoryNames: ["app.js"]
                permissions: { contents: "read" }
            }
        }
    }
])

apply GetInstallationToken @httpResponseTests([
    {
        id: "InstallationTokenAnswer"
        documentation: "An answer with 64-bit ids and a date."
        protocol: restJson1
        code: 200
        headers: { "Content-Type": "application/json" }
        body: """
            {"installationToken": "opaque", "nodeId": "O_1", "appId": 7, "installationId": 4294967296, "expirationTime": "2026-11-01T02:03:04Z", "actualScopeDown": {"permissions": {"metadata": "read"}}}"""
        bodyMediaType: "application/json"
        params: {
            installationToken: "opaque"
            nodeId: "O_1"
            appId: 7
            installationId: 4294967296
            expirationTime: 1793498584
            actualScopeDown: {
                permissions: { metadata: "read" }
            }
        }
    }
])

apply RefreshCachedData @httpRequestTests([
    {
        id: "RefreshAllApps"
        documentation: "Members that are absent are not in the body."
        protocol: restJson1
        method: "POST"
        uri: "/installations/refresh"
        headers: { "Content-Type": "application/json" }
        body: "{}"
        bodyMediaType: "application/json"
        params: {}
    }
    {
        id: "RefreshOneApp"
        documentation: "An App by its id."
        protocol: restJson1
        method: "POST"
        uri: "/installations/refresh"
        headers: { "Content-Type": "application/json" }
        body: """
            {"appId": 3000000001}"""
        bodyMediaType: "application/json"
        params: { appId: 3000000001 }
    }
])

apply ThrottledError @httpResponseTests([
    {
        id: "ThrottledWithSeconds"
        documentation: "The seconds to wait stand in the body and in the header."
        protocol: restJson1
        code: 429
        headers: { "Content-Type": "application/json", "X-Amzn-Errortype": "ThrottledError", "Retry-After": "7" }
        body: """
            {"message": "slow down", "retryAfterSeconds": 7}"""
        bodyMediaType: "application/json"
        params: { message: "slow down", retryAfterSeconds: 7, retryAfter: 7 }
    }
])

apply GetAppToken @httpMalformedRequestTests([
    {
        id: "AppIdBelowRange"
        protocol: restJson1
        request: {
            method: "POST"
            uri: "/tokens/app"
            body: """
                {"appId": 0}"""
            headers: { "content-type": "application/json" }
        }
        response: {
            code: 400
            headers: { "x-amzn-errortype": "ValidationException" }
        }
    }
    {
        id: "AppIdAsText"
        protocol: restJson1
        request: {
            method: "POST"
            uri: "/tokens/app"
            body: """
                {"appId": "1"}"""
            headers: { "content-type": "application/json" }
        }
        response: {
            code: 400
            headers: { "x-amzn-errortype": "SerializationException" }
        }
    }
    {
        id: "AppTokenNotJson"
        protocol: restJson1
        request: {
            method: "POST"
            uri: "/tokens/app"
            body: "{"
            headers: { "content-type": "application/json" }
        }
        response: {
            code: 400
            headers: { "x-amzn-errortype": "SerializationException" }
        }
    }
    {
        id: "AppTokenAsXml"
        protocol: restJson1
        request: {
            method: "POST"
            uri: "/tokens/app"
            body: "<appId>1</appId>"
            headers: { "content-type": "application/xml" }
        }
        response: {
            code: 415
            headers: { "x-amzn-errortype": "UnsupportedMediaTypeException" }
        }
    }
])
